export type IssuedToken = { readonly value: string; readonly lifetimeMs: number }

export type AccessTokenSource = {
  get: () => Promise<string>
  /** The server refused this token: the next `get` asks for another, unless that has happened already. */
  drop: (value: string) => void
}

export type AccessTokenOptions = {
  readonly issue: () => Promise<IssuedToken>
  /** How long before its end a token is replaced; a token of less than twice this life, at half of it. */
  readonly refreshEarlyMs: number
  readonly now?: () => number
}

type Held = { readonly value: string; readonly refreshAt: number; readonly expiresAt: number }

/** One access token for many callers: kept while it lasts, replaced before it ends, asked for once at a time. */
export function createAccessTokenSource(options: AccessTokenOptions): AccessTokenSource {
  const { issue, refreshEarlyMs, now = () => performance.now() } = options
  let held: Held | null = null
  let issuing: Promise<string> | null = null

  const replace = async (): Promise<string> => {
    const askedAt = now()
    const { value, lifetimeMs } = await issue()
    const refreshAt = askedAt + Math.max(lifetimeMs - refreshEarlyMs, lifetimeMs / 2)
    held = { value, refreshAt, expiresAt: askedAt + lifetimeMs }
    return value
  }
  const replaceOnce = (): Promise<string> => {
    issuing ??= replace().finally(() => {
      issuing = null
    })
    return issuing
  }

  return {
    async get() {
      if (held !== null && now() < held.refreshAt) return held.value
      try {
        return await replaceOnce()
      } catch (error) {
        // An early replacement that failed leaves the old token as good as it was.
        if (held !== null && now() < held.expiresAt) return held.value
        throw error
      }
    },
    drop(value) {
      if (held?.value === value) held = null
    },
  }
}
