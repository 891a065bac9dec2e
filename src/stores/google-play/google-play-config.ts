/** What holds for every Google Play connection of this process. */
export type GooglePlayConfig = {
  readonly apiUrl: string
  readonly tokenUrl: string
  /** For one request; a look-up with its retries takes at most twice as long. */
  readonly timeoutMs: number
  /** How long before its end an access token is replaced. */
  readonly refreshEarlyMs: number
  /** So many failed calls in a row, and Google is left alone for `openMs`. */
  readonly failuresToOpen: number
  readonly openMs: number
  /** Refuses connections that name other servers than Google's. */
  readonly production: boolean
}

export const googlePlayDefaults: Omit<GooglePlayConfig, 'production'> = {
  apiUrl: 'https://androidpublisher.googleapis.com',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  timeoutMs: 5_000,
  refreshEarlyMs: 5 * 60_000,
  failuresToOpen: 10,
  openMs: 5_000,
}
