/**
 * Locks, wake-ups and rate limits between requests and processes. They save work and reduce contention, but prove nothing:
 * PostgreSQL holds every invariant, so the loss of the coordinator costs speed and never correctness (I2, I12).
 *
 * On a Redis Cluster, keys with the same hash tag live on one node and share a pipeline: give the keys of one payment the same
 * tag, as in `consume:{app:payment}`.
 */
export type Coordination = {
  /**
   * Waits at most `waitMs` for another holder, then resolves with 'busy'. While the coordinator is unavailable, the lock is granted
   * as `degraded`. A holder that needs longer than `ttlMs` loses the lock to the next one.
   */
  acquire: (key: string, options: LockOptions) => Promise<Lock | 'busy'>
  /** Sends a hint, which may be lost, repeated or delivered out of order. Never throws, never waits for the network. */
  publish: (topic: string, message: string) => void
  /**
   * Returns the function that ends the subscription. An empty message means that messages may have been missed, so the listener
   * has to read the current state: it is sent when the subscription starts at a remote coordinator, also after a reconnect.
   */
  subscribe: (topic: string, listener: MessageListener) => () => void
  /** Counts `cost` (default 1) against `limit` per window of `windowMs`. A rejected request is not counted. */
  rateLimit: (key: string, options: RateLimitOptions) => Promise<RateLimitResult>
  health: () => Promise<CoordinationHealth>
  close: () => Promise<void>
}

export type MessageListener = (message: string) => void
export type CoordinationHealth = 'ok' | 'unavailable' | 'in-process'

export type LockOptions = {
  readonly ttlMs: number
  readonly waitMs: number
}

export type Lock = {
  /** The coordinator was unavailable: other processes may hold the same lock. */
  readonly degraded: boolean
  /** Never throws, may be called more than once, and never releases a lock that another holder has meanwhile. */
  release: () => void
}

export type RateLimitOptions = {
  /** The length of a window, in whole seconds. It begins with the first request; up to twice the limit passes where two windows meet. */
  readonly windowMs: number
  readonly limit: number
  /** 0 only asks: with a limit of 10, `remaining` is then what is left of 10. A negative cost gives back what was counted before. */
  readonly cost?: number
  /**
   * `IMMEDIATE` (the default): the count of all processes decides, for one call of Redis. `DELAYED`: the count of this process decides,
   * which follows that of all processes with a short delay, so that a request does not wait for Redis.
   */
  readonly sharing?: 'IMMEDIATE' | 'DELAYED'
}

export type RateLimitResult = {
  readonly allowed: boolean
  readonly remaining: number
  /** The time until the same cost is allowed; 0 if it was allowed. */
  readonly retryAfterMs: number
  /** The coordinator was unavailable: only the count of this process decided. */
  readonly degraded: boolean
}
