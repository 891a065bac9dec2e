export type IssuedToken = { readonly value: string; readonly lifetimeMs: number }

export type AccessTokenSource = {
  get: () => Promise<string>
  /** The server refused this token: the next `get` asks for another, unless that has happened already. */
  invalidate: (value: string) => void
}

export type AccessTokenOptions = {
  readonly issue: () => Promise<IssuedToken>
  /** How long before its end a token is replaced; a token of less than twice this life, at half of it. */
  readonly refreshEarlyMs: number
  readonly now?: () => number
}

type CachedToken = { readonly value: string; readonly refreshAt: number; readonly expiresAt: number }

/** One access token for many callers: kept while it lasts, replaced before it ends, asked for once at a time. */
export function createAccessTokenSource(options: AccessTokenOptions): AccessTokenSource {
  const { issue, refreshEarlyMs, now = () => performance.now() } = options
  let cached: CachedToken | null = null
  let inFlight: Promise<string> | null = null

  const refresh = async (): Promise<string> => {
    const requestedAt = now()
    const { value, lifetimeMs } = await issue()
    const refreshAt = requestedAt + Math.max(lifetimeMs - refreshEarlyMs, lifetimeMs / 2)
    cached = { value, refreshAt, expiresAt: requestedAt + lifetimeMs }
    return value
  }
  const refreshOnce = (): Promise<string> => {
    inFlight ??= refresh().finally(() => {
      inFlight = null
    })
    return inFlight
  }

  return {
    async get() {
      if (cached !== null && now() < cached.refreshAt) return cached.value
      try {
        return await refreshOnce()
      } catch (error) {
        // An early replacement that failed leaves the old token as good as it was.
        if (cached !== null && now() < cached.expiresAt) return cached.value
        throw error
      }
    },
    invalidate(value) {
      if (cached?.value === value) cached = null
    },
  }
}
