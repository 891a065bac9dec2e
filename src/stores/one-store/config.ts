import type { StoreEnvironment } from '../contract/sale.ts'
import { storeHttpDefaults, type StoreHttpConfig } from '../shared/http-config.ts'

export const oneStoreMarkets = ['MKT_ONE', 'MKT_GLB'] as const
export type OneStoreMarket = (typeof oneStoreMarkets)[number]

/**
 * Settings that hold for every ONE store connection of this process. Everything that ONE store's public pages leave open is
 * configurable, so that no release is needed when an assumption is wrong. "Confirmed" means: documented by ONE store's server API (V7)
 * and PNS pages for IAP SDK v21, or shown by its public samples.
 */
export type OneStoreConfig = StoreHttpConfig & {
  /** Confirmed. Each host has its own purchases and access tokens; the client id and secret are the same. */
  readonly urls: Readonly<Record<StoreEnvironment, string>>
  /** The hosts that a connection may name in production. The older ones serve apps that are available in Korea only. */
  readonly allowedUrls: readonly string[]
  /** Confirmed for V7. */
  readonly tokenPath: string
  /** Confirmed for V7. `{clientId}`, `{productId}` and `{purchaseToken}` are placeholders. */
  readonly detailsPath: string
  readonly consumePath: string
  /** Confirmed: contains `all` where the other two paths contain `inapp`. */
  readonly acknowledgePath: string
  /** Unconfirmed: the path and the parameter names. */
  readonly voidedPath: string
  readonly voidedParameters: Readonly<Record<'from' | 'to' | 'pageSize' | 'page', string>>
  /** Unconfirmed: the maximum size of one page. */
  readonly voidedPageSize: number
  /** Unconfirmed: one request may span a month. The shortest month has 28 days. */
  readonly voidedLookbackMs: number
  /** Confirmed: only this code, with status 404, means that the purchase does not exist. */
  readonly notFoundCodes: readonly string[]
  /** Unconfirmed: the codes of a 400 that mean that the state of the purchase forbids the change. With a 409 every code does. */
  readonly stateConflictCodes: readonly string[]
  /** Confirmed by samples: the ids of sandbox purchases begin with `SANDBOX3`. */
  readonly sandboxPurchaseIdPrefix: string
  /** Confirmed: a purchase that is neither acknowledged nor consumed by then is canceled. */
  readonly acknowledgeWithinMs: number
  /** Confirmed: an earlier request returns the same token again. */
  readonly refreshEarlyMs: number
  /** How often a failed call is repeated. Unconfirmed, because ONE store documents no limits. */
  readonly maxRetries: number
  readonly initialRetryDelayMs: number
  /** Unconfirmed: how long to stop calling after a 429 without `Retry-After`. */
  readonly rateLimitDelayMs: number
  readonly subscriptions: OneStoreSubscriptionConfig
  /** ONE store does not state whether a subscription has ended, so its end is compared with this time. */
  readonly now: () => Date
  /** Rejects connections that name servers other than ONE store's. */
  readonly production: boolean
}

/** Everything about subscriptions is unconfirmed, except that they exist and what the comments say. */
export type OneStoreSubscriptionConfig = {
  readonly detailPath: string
  /** The acts have paths of their own; null for one that ONE store does not have. */
  readonly cancelPath: string | null
  readonly deferPath: string | null
  readonly revokePath: string | null
  /** Name of the member of the request to defer, in days. */
  readonly deferDaysField: string
  readonly maxDeferDays: number
  /** The names of the fields of the detail. Confirmed by ONE store's example: those of `acknowledgementState` and `lastPurchaseId`. */
  readonly fieldNames: Readonly<Record<OneStoreSubscriptionField, string>>
  /** Values of the field `paymentState`. */
  readonly pendingPaymentState: number
  readonly freeTrialPaymentState: number
  /**
   * Unconfirmed, and the safe one of both: whether a notification without a signature is rejected. It only names a subscription, which is
   * read, but anybody could cause readings. What it would have announced is read by the schedule.
   */
  readonly requiresNotificationSignature: boolean
  /** Where a customer manages subscriptions; null if there is no such page. */
  readonly managementUrl: string | null
  /** How long after its end a subscription can be read. */
  readonly answersAfterEndMs: number
  /** How long a subscription that gives access stays unread. */
  readonly maxUnreadMs: number
  /** The longest grace period: the detail of a subscription looks as before it, with a later end. */
  readonly hiddenRetryMs: number
}

export const oneStoreSubscriptionFields = [
  ...(['acknowledgementState', 'autoRenewing', 'recurringState', 'autoResumeTimeMillis'] as const),
  ...(['cancelReason', 'startTimeMillis', 'expiryTimeMillis', 'userCancellationTimeMillis'] as const),
  ...(['lastPurchaseId', 'linkedPurchaseToken', 'paymentState', 'developerPayload'] as const),
  ...(['priceAmountMicros', 'priceCurrencyCode', 'priceChange', 'promotionPrice'] as const),
] as const
export type OneStoreSubscriptionField = (typeof oneStoreSubscriptionFields)[number]

const dayMs = 24 * 60 * 60_000
const productPath = '/v7/apps/{clientId}/purchases/inapp/products/{productId}/{purchaseToken}'
const subscriptionPath = '/v7/apps/{clientId}/purchases/subscription/products/{productId}/{purchaseToken}'

/** As Google Play's first version names them, which the examples of ONE store resemble. */
const subscriptionDefaults: OneStoreSubscriptionConfig = {
  detailPath: subscriptionPath,
  cancelPath: `${subscriptionPath}/cancel`,
  deferPath: `${subscriptionPath}/defer`,
  revokePath: `${subscriptionPath}/revoke`,
  deferDaysField: 'deferPeriod',
  maxDeferDays: 365,
  fieldNames: {
    acknowledgementState: 'acknowledgementState',
    autoRenewing: 'autoRenewing',
    recurringState: 'recurringState',
    autoResumeTimeMillis: 'autoResumeTimeMillis',
    cancelReason: 'cancelReason',
    startTimeMillis: 'startTimeMillis',
    expiryTimeMillis: 'expiryTimeMillis',
    userCancellationTimeMillis: 'userCancellationTimeMillis',
    lastPurchaseId: 'lastPurchaseId',
    linkedPurchaseToken: 'linkedPurchaseToken',
    paymentState: 'paymentState',
    developerPayload: 'developerPayload',
    priceAmountMicros: 'priceAmountMicros',
    priceCurrencyCode: 'priceCurrencyCode',
    priceChange: 'priceChange',
    promotionPrice: 'promotionPrice',
  },
  pendingPaymentState: 0,
  freeTrialPaymentState: 2,
  requiresNotificationSignature: true,
  managementUrl: null,
  answersAfterEndMs: 60 * dayMs,
  maxUnreadMs: 7 * dayMs,
  hiddenRetryMs: 30 * dayMs,
}

export const oneStoreDefaults: Omit<OneStoreConfig, 'production'> = {
  ...storeHttpDefaults,
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
  maxRetries: 2,
  initialRetryDelayMs: 200,
  rateLimitDelayMs: 10_000,
  subscriptions: subscriptionDefaults,
  now: () => new Date(),
}
