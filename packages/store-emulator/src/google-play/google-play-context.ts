import { mainAppId } from '../developer-apps.ts'
import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import { storeEnvironments } from '../purchases/purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import { isUnknownToStore } from '../purchases/situation.ts'
import type { SubscriptionRunner } from '../subscriptions/subscription-runner.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { GooglePlayError } from './google-play-error.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

export const googlePlayPackageName = mainAppId
const projectId = 'store-emulator'
export const googleServiceAccountEmail = `purchases@${projectId}.iam.gserviceaccount.com`
export const googlePlayBasePath = '/google-play'
export const googleTokenPath = '/token'

const purchaseTokenPattern = /^[A-Za-z0-9._-]{20,200}$/

/** Dependencies of Google Play's routes. */
export type GooglePlayContext = {
  purchases: PurchaseRepository
  subscriptions: SubscriptionRunner
  clock: VirtualClock
  keys: GooglePlayKeys
}

/** Dependencies of a call about one app. */
export type AppContext = GooglePlayContext & { packageName: string }

/** A purchase with a purchase token. */
export type GooglePlayPurchase = Purchase & { purchaseToken: string }

export function createServiceAccountJson({ serviceAccount }: GooglePlayKeys, tokenUrl: string): string {
  return JSON.stringify(
    {
      type: 'service_account',
      project_id: projectId,
      private_key_id: serviceAccount.keyId,
      private_key: serviceAccount.privatePem,
      client_email: googleServiceAccountEmail,
      client_id: serviceAccount.clientId,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: tokenUrl,
      universe_domain: 'googleapis.com',
    },
    null,
    2,
  )
}

export function toGooglePlayPurchase(purchase: Purchase): GooglePlayPurchase {
  const { purchaseToken } = purchase
  if (purchaseToken === undefined) throw new Error(`${purchase.id} has no purchase token`)
  return { ...purchase, purchaseToken }
}

/** Declined purchases and purchases whose receipt was made invalid do not exist in Google's API. */
export function isStoredPurchase(purchase: Purchase): boolean {
  const { state, tamper } = purchase
  return state !== 'DECLINED' && tamper === undefined && !isUnknownToStore(purchase)
}

export function getGooglePlayPurchase(
  { purchases, subscriptions, packageName }: AppContext,
  token: string,
): GooglePlayPurchase {
  if (!purchaseTokenPattern.test(token)) throw new GooglePlayError('invalid', 'token')
  const subscription = subscriptions.repository.findByToken('GOOGLE_PLAY', token)
  if (subscription !== undefined && subscription.situation?.isUnknown !== true)
    throw new GooglePlayError('invalid', 'token')
  const purchase = purchases.findByPurchaseToken('GOOGLE_PLAY', token)
  if (purchase === undefined || !isStoredPurchase(purchase))
    throw new GooglePlayError('purchaseTokenNotFound')
  if (purchase.appId !== packageName) throw new GooglePlayError('invalid', 'token')
  return toGooglePlayPurchase(purchase)
}

/** Google's API does not separate test purchases from real ones. */
export function findOrder(
  { purchases, packageName }: AppContext,
  orderId: string,
): GooglePlayPurchase | undefined {
  for (const environment of storeEnvironments) {
    const purchase = purchases.findByOrderId('GOOGLE_PLAY', environment, orderId)
    const hasOrder = purchase?.situation?.hasNoOrder !== true
    if (purchase?.appId === packageName && isStoredPurchase(purchase) && hasOrder)
      return toGooglePlayPurchase(purchase)
  }
  return undefined
}

export function isSubscription({ productType }: Purchase): boolean {
  return productType === 'AUTO_RENEWABLE'
}

export function toRfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

const regionByCurrency: Record<string, string> = { KRW: 'KR', JPY: 'JP', EUR: 'DE', GBP: 'GB' }

export function regionOf({ regionCode, currency }: Purchase): string {
  return regionCode ?? regionByCurrency[currency] ?? 'US'
}
