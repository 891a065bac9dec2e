import type { ProductType } from './purchase.ts'

/** Type and price of a product unless the request sets them. */
export type DefaultProduct = { productType: ProductType; priceMicros: bigint; currency: string }

const exampleProducts: readonly { suffix: string; product: DefaultProduct }[] = [
  {
    suffix: 'coins_100',
    product: { productType: 'CONSUMABLE', priceMicros: 1_200_000_000n, currency: 'KRW' },
  },
  {
    suffix: 'coins_500',
    product: { productType: 'CONSUMABLE', priceMicros: 5_500_000_000n, currency: 'KRW' },
  },
  {
    suffix: 'remove_ads',
    product: { productType: 'NON_CONSUMABLE', priceMicros: 3_300_000_000n, currency: 'KRW' },
  },
  {
    suffix: 'ship_aurora',
    product: { productType: 'NON_CONSUMABLE', priceMicros: 4_400_000_000n, currency: 'KRW' },
  },
]

const fallbackProduct: DefaultProduct = {
  productType: 'CONSUMABLE',
  priceMicros: 1_990_000n,
  currency: 'USD',
}

/** The products of the example game are found by the end of their id; all other ids get the fallback product. */
export function defaultProduct(productId: string): DefaultProduct {
  return exampleProducts.find(({ suffix }) => productId.endsWith(suffix))?.product ?? fallbackProduct
}

export function isExampleProduct(productId: string): boolean {
  return exampleProducts.some(({ suffix }) => productId.endsWith(suffix))
}
