import { singleFlight } from './single-flight.ts'

export type IssuedToken = { readonly value: string; readonly lifetimeMs: number }

export type AccessTokenSource = {
  get: () => Promise<string>
  /** Removes a token that the server rejected, so that the next `get` requests another. A newer token stays. */
  invalidate: (value: string) => void
}

export type AccessTokenOptions = {
  readonly issue: () => Promise<IssuedToken>
  /** How long before its expiry a token is replaced. A token that lives less than twice as long is replaced at half of its lifetime. */
  readonly refreshEarlyMs: number
  readonly now?: () => number
}

type CachedToken = { readonly value: string; readonly refreshAt: number; readonly expiresAt: number }

/** One access token for many callers: cached, replaced before it expires, and requested once at a time. */
export function createAccessTokenSource(options: AccessTokenOptions): AccessTokenSource {
  const { issue, refreshEarlyMs, now = () => performance.now() } = options
  let cached: CachedToken | null = null

  const refresh = async (): Promise<string> => {
    const requestedAt = now()
    const { value, lifetimeMs } = await issue()
    const refreshAt = requestedAt + Math.max(lifetimeMs - refreshEarlyMs, lifetimeMs / 2)
    cached = { value, refreshAt, expiresAt: requestedAt + lifetimeMs }
    return value
  }
  const refreshOnce = singleFlight(refresh, () => '')

  return {
    async get() {
      if (cached !== null && now() < cached.refreshAt) return cached.value
      try {
        return await refreshOnce()
      } catch (error) {
        // When an early replacement fails, the current token is still valid.
        if (cached !== null && now() < cached.expiresAt) return cached.value
        throw error
      }
    },
    invalidate(value) {
      if (cached?.value === value) cached = null
    },
  }
}
