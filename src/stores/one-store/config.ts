import type { StoreEnvironment } from '../contract/sale.ts'

export const oneStoreMarkets = ['MKT_ONE', 'MKT_GLB'] as const
export type OneStoreMarket = (typeof oneStoreMarkets)[number]

/**
 * What holds for every ONE store connection of this process. What ONE store's public pages do not settle is
 * here, with a default, so that a surprise is answered by configuration. Source of what is confirmed: ONE
 * store's server API (V7) and PNS pages for IAP SDK v21, and its public samples.
 */
export type OneStoreConfig = {
  /** Confirmed. Purchases, and tokens, are apart per host; the client id and secret are the same. */
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  /** Hosts of ONE store that a connection may name in production: the older ones know Korea-only apps. */
  readonly allowedUrls: readonly string[]
  /** Confirmed for V7. */
  readonly tokenPath: string
  /** Confirmed for V7. `{clientId}`, `{productId}` and `{purchaseToken}` are filled in. */
  readonly detailsPath: string
  readonly consumePath: string
  /** Confirmed: `all`, where the other two have `inapp`. */
  readonly acknowledgePath: string
  /** Unconfirmed, path and parameter names alike. */
  readonly voidedPath: string
  readonly voidedParameters: Readonly<Record<'from' | 'to' | 'pageSize' | 'page', string>>
  /** Unconfirmed: the most that one page may have. */
  readonly voidedPageSize: number
  /** Unconfirmed: one question may span a month. The shortest month has 28 days. */
  readonly voidedLookbackMs: number
  /** Confirmed: with status 404 this code, and only this, says that there is no such purchase. */
  readonly notFoundCodes: readonly string[]
  /** Unconfirmed: codes, with status 400, for what an acknowledge or consume cannot change any more. A 409 says it with any code. */
  readonly stateConflictCodes: readonly string[]
  /** Confirmed by samples: the ids of sandbox purchases begin with `SANDBOX3`. */
  readonly sandboxPurchaseIdPrefix: string
  /** Confirmed: what is neither acknowledged nor consumed by then is canceled. */
  readonly acknowledgeWithinMs: number
  /** Confirmed: asked for earlier, the same token comes again. */
  readonly refreshEarlyMs: number
  /** For one request; a look-up with its retries takes at most twice as long. */
  readonly timeoutMs: number
  /** Unconfirmed, as ONE store names no limits: how often a failed call is repeated. */
  readonly maxRetries: number
  readonly initialRetryDelayMs: number
  /** Unconfirmed: how long to keep still after a 429 that does not say. */
  readonly rateLimitDelayMs: number
  /** So many failed calls in a row, and the host is left alone for `openMs`. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  /** Refuses connections that name other servers than ONE store's. */
  readonly production: boolean
}

const dayMs = 24 * 60 * 60_000
const productPath = '/v7/apps/{clientId}/purchases/inapp/products/{productId}/{purchaseToken}'

export const oneStoreDefaults: Omit<OneStoreConfig, 'production'> = {
  urls: { PRODUCTION: 'https://iap-apis.onestore.net', SANDBOX: 'https://sbpp.onestore.net' },
  allowedUrls: [
    'https://iap-apis.onestore.net',
    'https://sbpp.onestore.net',
    'https://apis.onestore.co.kr',
    'https://sbpp.onestore.co.kr',
  ],
  tokenPath: '/v7/oauth/token',
  detailsPath: productPath,
  consumePath: `${productPath}/consume`,
  acknowledgePath: '/v7/apps/{clientId}/purchases/all/products/{productId}/{purchaseToken}/acknowledge',
  voidedPath: '/v7/apps/{clientId}/voided-purchases',
  voidedParameters: { from: 'startTime', to: 'endTime', pageSize: 'maxResults', page: 'continuationKey' },
  voidedPageSize: 100,
  voidedLookbackMs: 28 * dayMs,
  notFoundCodes: ['NoSuchData'],
  stateConflictCodes: ['InvalidConsumeState', 'InvalidPurchaseState', 'InvalidAcknowledgeState'],
  sandboxPurchaseIdPrefix: 'SANDBOX',
  acknowledgeWithinMs: 3 * dayMs,
  refreshEarlyMs: 600_000,
  timeoutMs: 5_000,
  maxRetries: 2,
  initialRetryDelayMs: 200,
  rateLimitDelayMs: 10_000,
  failureThreshold: 10,
  resetTimeoutMs: 5_000,
}
