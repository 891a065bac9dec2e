/** What holds for every Google Play connection of this process. */
export type GooglePlayConfig = {
  readonly apiUrl: string
  readonly tokenUrl: string
  /** For one request; a look-up with its retries takes at most twice as long. */
  readonly timeoutMs: number
  /** How long before its end an access token is replaced. */
  readonly refreshEarlyMs: number
  /** So many failed calls in a row, and Google is left alone for `openMs`. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  /** Where the keys are that sign the identity tokens of Pub/Sub pushes. */
  readonly certsUrl: string
  /** For so long the keys are not asked for again, unless a token names a key that is not among them. */
  readonly certsMaxAgeMs: number
  /** However many tokens name unknown keys, the keys are asked for no more often than this. */
  readonly certsCooldownMs: number
  /** How far Google's clock may differ from this machine's. */
  readonly clockSkewMs: number
  /** Google sends the same identity token with many pushes; so many are remembered as good. */
  readonly maxCachedPushTokens: number
  /** How long after its payment a sale is taken back unless it is acknowledged. */
  readonly acknowledgeWithinMs: number
  readonly testAcknowledgeWithinMs: number
  /** Older orders are not refunded. */
  readonly refundableMs: number
  /** How far back voided purchases are listed; Google's own limit, less a margin for clocks. */
  readonly voidedLookbackMs: number
  readonly voidedPageSize: number
  /** Refuses connections that name other servers than Google's. */
  readonly production: boolean
}

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

export const googlePlayDefaults: Omit<GooglePlayConfig, 'production'> = {
  apiUrl: 'https://androidpublisher.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  timeoutMs: 5_000,
  refreshEarlyMs: 5 * 60_000,
  failureThreshold: 10,
  resetTimeoutMs: 5_000,
  certsUrl: 'https://www.googleapis.com/oauth2/v3/certs',
  certsMaxAgeMs: hourMs,
  certsCooldownMs: 30_000,
  clockSkewMs: 5 * 60_000,
  maxCachedPushTokens: 1_000,
  acknowledgeWithinMs: 3 * dayMs,
  // Unconfirmed: "minutes instead of days" is all that Google says of license sandboxTesterUserIds.
  testAcknowledgeWithinMs: 3 * 60_000,
  refundableMs: 3 * 365 * dayMs,
  voidedLookbackMs: 30 * dayMs - hourMs,
  voidedPageSize: 500,
}
