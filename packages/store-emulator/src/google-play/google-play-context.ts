import type { PurchaseLedger } from '../purchases/purchase-ledger.ts'
import { ENVIRONMENTS } from '../purchases/purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { GooglePlayError } from './google-play-error.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

export const PACKAGE_NAME = 'com.example.arcade'
const PROJECT_ID = 'store-emulator'
export const SERVICE_ACCOUNT_EMAIL = `purchases@${PROJECT_ID}.iam.gserviceaccount.com`
export const BASE_PATH = '/google-play'
export const TOKEN_PATH = '/token'

const TOKEN_PATTERN = /^[A-Za-z0-9._-]{20,200}$/

/** What Google Play's routes work with. */
export type GooglePlayContext = { ledger: PurchaseLedger; clock: VirtualClock; keys: GooglePlayKeys }

/** A purchase that Google Play gave a token. */
export type GooglePurchase = Purchase & { purchaseToken: string }

export function serviceAccountFile({ serviceAccount }: GooglePlayKeys, tokenUrl: string): string {
  return JSON.stringify(
    {
      type: 'service_account',
      project_id: PROJECT_ID,
      private_key_id: serviceAccount.keyId,
      private_key: serviceAccount.privatePem,
      client_email: SERVICE_ACCOUNT_EMAIL,
      client_id: serviceAccount.clientId,
      auth_uri: 'https://accounts.google.com/o/oauth2/auth',
      token_uri: tokenUrl,
      universe_domain: 'googleapis.com',
    },
    null,
    2,
  )
}

export function asGooglePurchase(purchase: Purchase): GooglePurchase {
  const { purchaseToken } = purchase
  if (purchaseToken === undefined) throw new Error(`${purchase.id} has no purchase token`)
  return { ...purchase, purchaseToken }
}

/** What was declined never got to Google's books, and a forged receipt is no purchase. */
export function isKnown({ state, forge }: Purchase): boolean {
  return state !== 'DECLINED' && forge === undefined
}

export function getPurchase({ ledger }: GooglePlayContext, token: string): GooglePurchase {
  if (!TOKEN_PATTERN.test(token)) throw new GooglePlayError('invalid', 'token')
  const purchase = ledger.findByPurchaseToken('GOOGLE_PLAY', token)
  if (purchase === undefined || !isKnown(purchase)) throw new GooglePlayError('purchaseTokenNotFound')
  if (purchase.appId !== PACKAGE_NAME) throw new GooglePlayError('invalid', 'token')
  return asGooglePurchase(purchase)
}

/** Test and real purchases live side by side in Google's books. */
export function findOrder({ ledger }: GooglePlayContext, orderId: string): GooglePurchase | undefined {
  for (const environment of ENVIRONMENTS) {
    const purchase = ledger.findByOrderId('GOOGLE_PLAY', environment, orderId)
    if (purchase?.appId === PACKAGE_NAME && isKnown(purchase)) return asGooglePurchase(purchase)
  }
  return undefined
}

export function isSubscription({ productType }: Purchase): boolean {
  return productType === 'AUTO_RENEWABLE'
}

export function rfc3339(timeMs: number): string {
  return new Date(timeMs).toISOString()
}

const REGIONS: Record<string, string> = { KRW: 'KR', JPY: 'JP', EUR: 'DE', GBP: 'GB' }

export function regionOf({ regionCode, currency }: Purchase): string {
  return regionCode ?? REGIONS[currency] ?? 'US'
}
