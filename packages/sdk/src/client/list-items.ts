import type { StoreProductDetails } from '../bridges/bridge.ts'
import { readValue, type ItemType, type OrUnknown } from '../core/known-values.ts'
import { itemsDocument, type ItemsQuery } from '../generated/client-operations.ts'
import { callBridge, type ClientContext } from './client-context.ts'
import { readPages } from './read-pages.ts'
import type { Session } from './sessions.ts'

/** An item that is sold in the store of the app. */
export type Item = {
  readonly itemId: string
  readonly name: string
  readonly type: OrUnknown<ItemType>
  readonly productId: string
  /** The price as the store shows it; null if the store did not return the product. */
  readonly displayPrice: string | null
}

export async function listItems(ctx: ClientContext, session: Session): Promise<readonly Item[]> {
  const { bridge } = ctx
  const nodes = await readPages(async (after) => {
    const { data } = await session.execute(itemsDocument, { store: bridge.store, after })
    return data.result
  })
  const items = nodes.flatMap((node) => {
    const productId = findProductId(ctx, node)
    const { itemId, name, type } = node
    return productId === null ? [] : [{ itemId, name, type: readValue(type), productId }]
  })
  const productIds = items.map(({ productId }) => productId)
  const products: readonly StoreProductDetails[] =
    items.length === 0 ? [] : await callBridge(ctx, () => bridge.products(productIds), [])
  return items.map((item) => ({
    ...item,
    displayPrice: products.find(({ productId }) => productId === item.productId)?.displayPrice ?? null,
  }))
}

/** The product of this app, or else the one that all apps of the store share. */
function findProductId(
  { bridge, storeBundleId }: ClientContext,
  { storeProducts }: ItemsQuery['result']['nodes'][number],
): string | null {
  const products = storeProducts.filter(({ store }) => store === bridge.store)
  const find = (id: string | null | undefined) => products.find((product) => product.storeBundleId === id)
  return (find(storeBundleId) ?? find(null) ?? products[0])?.productId ?? null
}
