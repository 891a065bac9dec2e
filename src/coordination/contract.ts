/**
 * Locks, wake-ups and counters between requests and processes. They save work and order the waiting; they prove nothing:
 * every invariant is held by PostgreSQL, so a lost coordinator costs speed and never an answer (I2, I12).
 *
 * On a Redis Cluster, keys that share a hash tag live on one node and travel in one pipeline: name the keys of one payment
 * with the same tag, as in `consume:{app:payment}`.
 */
export type Coordination = {
  /**
   * Waits at most `waitMs` for another holder, then says 'busy'. When coordinator unavailable, the lock is given without
   * being held (`held: false`). A holder that stalls for longer than `ttlMs` loses the lock to the next one.
   */
  acquire: (key: string, options: LockOptions) => Promise<Lock | 'busy'>
  /** A hint: it may be lost, repeated or overtaken. Never throws, never waits for the network. */
  publish: (topic: string, message: string) => void
  /**
   * Answers with the function that ends the subscription. An empty message says that messages may have been missed, so
   * look for yourself: it comes when a topic's subscription begins at a remote coordinator, also after a reconnect.
   */
  subscribe: (topic: string, listener: MessageListener) => () => void
  /** Counts `cost` (1 unless told) against `limit` per sliding `windowMs`; what is refused is not counted. */
  rateLimit: (key: string, options: RateLimitOptions) => Promise<RateLimitResult>
  health: () => Promise<CoordinationHealth>
  close: () => Promise<void>
}

export type MessageListener = (message: string) => void
export type CoordinationHealth = 'ok' | 'unavailable' | 'in-process'

export type LockOptions = {
  ttlMs: number
  waitMs: number
}

export type Lock = {
  readonly held: boolean
  /** Never throws, may be called more than once, and never frees a lock that meanwhile belongs to somebody else. */
  release: () => void
}

export type RateLimitOptions = {
  windowMs: number
  limit: number
  cost?: number
}

export type RateLimitResult = {
  readonly allowed: boolean
  readonly remaining: number
  /** How long to wait until the same cost fits; 0 when it was allowed. */
  readonly retryAfterMs: number
  /** false: coordinator unavailable, so this was allowed without being counted */
  readonly counted: boolean
}
