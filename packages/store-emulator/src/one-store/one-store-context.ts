import { isDeveloperApp, liteAppId, mainAppId } from '../developer-apps.ts'
import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import { marketCodes } from '../purchases/purchase.ts'
import type { MarketCode, Purchase, StoreEnvironment } from '../purchases/purchase.ts'
import { isUnknownToStore } from '../purchases/situation.ts'
import type { SubscriptionRunner } from '../subscriptions/subscription-runner.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { OneStoreError } from './one-store-error.ts'
import type { OneStoreKeys } from './one-store-keys.ts'
import type { OneStoreSubscriptionFormat } from './subscriptions/subscription-format.ts'

/** The app of the emulated developer in ONE store that the credentials name. */
export const oneStoreApp = { clientId: '0000000042', packageName: mainAppId } as const

const clientIds = { [mainAppId]: oneStoreApp.clientId, [liteAppId]: '0000000043' } as const

export function isClientId(clientId: string): boolean {
  return Object.values<string>(clientIds).includes(clientId)
}

export function clientIdOf({ appId }: Pick<Purchase, 'appId'>): string {
  return appId === liteAppId ? clientIds[liteAppId] : clientIds[mainAppId]
}

export const maxDeveloperPayloadBytes = 200

/** Dependencies of ONE store's routes. */
export type OneStoreContext = {
  purchases: PurchaseRepository
  subscriptions: SubscriptionRunner
  clock: VirtualClock
  keys: OneStoreKeys
  /** How subscriptions are shown. */
  format: OneStoreSubscriptionFormat
}

/** A purchase with the ids that ONE store assigns when the payment arrives. */
export type OneStorePurchase = Purchase & { transactionId: string; purchaseToken: string; paidAt: number }

export function toOneStorePurchase(purchase: Purchase): OneStorePurchase | undefined {
  const { transactionId, purchaseToken, paidAt } = purchase
  if (transactionId === undefined || purchaseToken === undefined || paidAt === undefined) return undefined
  return { ...purchase, transactionId, purchaseToken, paidAt }
}

export function isStoredPurchase(purchase: Purchase): boolean {
  const { appId, tamper } = purchase
  return isDeveloperApp(appId) && tamper === undefined && !isUnknownToStore(purchase)
}

export function marketCodeOf({ marketCode }: { marketCode?: MarketCode | undefined }): MarketCode {
  return marketCode ?? 'MKT_ONE'
}

/** The default is Korea. */
export function parseMarketCode(header: string | string[] | undefined): MarketCode {
  const market = marketCodes.find((code) => code === (header ?? 'MKT_ONE'))
  if (market === undefined) throw new OneStoreError('InvalidRequest')
  return market
}

/** A caller sees the purchases of one app, one host and one market. */
export type Market = { clientId: string; environment: StoreEnvironment; marketCode: MarketCode }

/** A purchase of another environment, market or product is reported as `NoSuchData`. */
export function getOneStorePurchase(
  { purchases }: OneStoreContext,
  { clientId, environment, marketCode }: Market,
  productId: string,
  token: string,
): OneStorePurchase {
  const found = purchases.findByPurchaseToken('ONE_STORE', token)
  const purchase = found === undefined ? undefined : toOneStorePurchase(found)
  if (
    purchase === undefined ||
    !isStoredPurchase(purchase) ||
    clientIdOf(purchase) !== clientId ||
    purchase.environment !== environment ||
    marketCodeOf(purchase) !== marketCode ||
    purchase.productId !== productId
  ) {
    throw new OneStoreError('NoSuchData')
  }
  return purchase
}

/** The account token, which the app sets as developer payload. */
export function developerPayloadOf({ accountToken }: Purchase): string {
  return accountToken ?? ''
}
