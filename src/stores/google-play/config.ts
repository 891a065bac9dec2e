import { storeHttpDefaults, type StoreHttpConfig } from '../shared/http-config.ts'

/** Settings that hold for every Google Play connection of this process. */
export type GooglePlayConfig = StoreHttpConfig & {
  readonly apiUrl: string
  readonly tokenUrl: string
  /** How long before its expiry an access token is replaced. */
  readonly refreshEarlyMs: number
  /** URL of the keys that sign the identity tokens of Pub/Sub pushes. */
  readonly certsUrl: string
  /** How long the keys are cached. A token that names a key which is not among them refreshes the cache earlier. */
  readonly certsMaxAgeMs: number
  /** The minimum time between two requests for the keys, however many tokens name unknown keys. */
  readonly certsCooldownMs: number
  /** How far Google's clock may differ from this machine's. */
  readonly clockSkewMs: number
  /** How many verified identity tokens are cached. Google sends the same token with many pushes. */
  readonly maxCachedPushTokens: number
  /** How long after its payment an unacknowledged purchase is refunded by Google. */
  readonly acknowledgeWithinMs: number
  readonly testAcknowledgeWithinMs: number
  /** As `testAcknowledgeWithinMs`, for subscriptions. */
  readonly testAcknowledgeSubscriptionWithinMs: number
  /** How long after its end Google still answers for a subscription. */
  readonly subscriptionAnswersAfterEndMs: number
  /** The age at which Google stops refunding orders. */
  readonly refundableMs: number
  /** How far back voided purchases are listed: Google's limit, less a margin for clock differences. */
  readonly voidedLookbackMs: number
  readonly voidedPageSize: number
  /** Rejects connections that name servers other than Google's. */
  readonly production: boolean
}

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

export const googlePlayDefaults: Omit<GooglePlayConfig, 'production'> = {
  ...storeHttpDefaults,
  apiUrl: 'https://androidpublisher.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  refreshEarlyMs: 5 * 60_000,
  certsUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  certsMaxAgeMs: hourMs,
  certsCooldownMs: 30_000,
  clockSkewMs: 5 * 60_000,
  maxCachedPushTokens: 1_000,
  acknowledgeWithinMs: 3 * dayMs,
  // Unconfirmed: for purchases of license testers Google documents only "minutes instead of days".
  testAcknowledgeWithinMs: 3 * 60_000,
  testAcknowledgeSubscriptionWithinMs: 5 * 60_000,
  subscriptionAnswersAfterEndMs: 60 * dayMs,
  refundableMs: 3 * 365 * dayMs,
  voidedLookbackMs: 30 * dayMs - hourMs,
  voidedPageSize: 500,
}
