export type StoreHttpConfig = {
  /** The limit for one request. A call with its retries takes at most twice as long. */
  readonly timeoutMs: number
  /** How many consecutive failures open the circuit, so that the store is not called for `resetTimeoutMs`. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
}

export const storeHttpDefaults: StoreHttpConfig = {
  timeoutMs: 5_000,
  failureThreshold: 10,
  resetTimeoutMs: 5_000,
}
