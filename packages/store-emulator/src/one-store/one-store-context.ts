import type { PurchaseLedger } from '../purchases/purchase-ledger.ts'
import { MARKET_CODES } from '../purchases/purchase.ts'
import type { MarketCode, Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { OneStoreError } from './one-store-error.ts'
import type { OneStoreKeys } from './one-store-keys.ts'

/** The one app that the emulated developer has in ONE store. */
export const APP = { clientId: '0000000042', packageName: 'com.example.arcade' } as const

/** What ONE store's routes work with. */
export type OneStoreContext = { ledger: PurchaseLedger; clock: VirtualClock; keys: OneStoreKeys }

/** A purchase that ONE store has numbered, which it does when the money has arrived. */
export type OneStorePurchase = Purchase & { transactionId: string; purchaseToken: string; paidAt: number }

export function asOneStorePurchase(purchase: Purchase): OneStorePurchase | undefined {
  const { transactionId, purchaseToken, paidAt } = purchase
  if (transactionId === undefined || purchaseToken === undefined || paidAt === undefined) return undefined
  return { ...purchase, transactionId, purchaseToken, paidAt }
}

export function isKnown({ appId, forge }: Purchase): boolean {
  return appId === APP.packageName && forge === undefined
}

export function marketOf({ marketCode }: Purchase): MarketCode {
  return marketCode ?? 'MKT_ONE'
}

/** Korea when the header is missing. */
export function marketFrom(header: string | string[] | undefined): MarketCode {
  const market = MARKET_CODES.find((code) => code === (header ?? 'MKT_ONE'))
  if (market === undefined) throw new OneStoreError('InvalidRequest')
  return market
}

/** What one caller can see: one host, one market. */
export type Shelf = { environment: StoreEnvironment; market: MarketCode }

/** Another host, another market, another product: to ONE store each is simply no such data. */
export function getPurchase(
  { ledger }: OneStoreContext,
  { environment, market }: Shelf,
  productId: string,
  token: string,
): OneStorePurchase {
  const found = ledger.findByPurchaseToken('ONE_STORE', token)
  const purchase = found === undefined ? undefined : asOneStorePurchase(found)
  if (
    purchase === undefined ||
    !isKnown(purchase) ||
    purchase.environment !== environment ||
    marketOf(purchase) !== market ||
    purchase.productId !== productId
  ) {
    throw new OneStoreError('NoSuchData')
  }
  return purchase
}

/** The account token that the app gave as developer payload. */
export function payloadOf({ accountToken }: Purchase): string {
  return accountToken ?? ''
}
