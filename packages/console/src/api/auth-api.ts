/** An operator that has signed in. */
export type SignedInOperator = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly isInstallationOwner: boolean
  readonly hasSecondFactor: boolean
}

export type SessionAnswer = {
  readonly operator: SignedInOperator
  readonly session: { readonly secondFactorAt: string | null; readonly expiresAt: string }
}

export type LinkKind = 'FIRST_OPERATOR' | 'INVITATION' | 'PASSWORD_RESET'
export type LinkAnswer = {
  readonly kind: LinkKind
  readonly email: string | null
  readonly expiresAt: string
}
export type SecondFactorAnswer = { readonly totpURI: string; readonly backupCodes: readonly string[] }

/** An answer of the sign-in that is a failure, or that did not arrive: then the status is 0. */
export class AuthError extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterSeconds: number | null

  constructor(status: number, code: string, retryAfterSeconds: number | null) {
    super(code)
    this.status = status
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

const basePath = '/operators/auth'

async function call<Answer>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Answer> {
  const response = await fetch(`${basePath}${path}`, {
    method,
    credentials: 'same-origin',
    ...(method === 'GET'
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
  }).catch(() => null)
  if (response === null) throw new AuthError(0, 'UNREACHABLE', null)
  const answer: unknown = await response.json().catch(() => ({}))
  if (response.ok) return answer as Answer
  const retryAfter = response.headers.get('retry-after')
  throw new AuthError(response.status, readCode(answer), retryAfter === null ? null : Number(retryAfter))
}

function readCode(answer: unknown): string {
  const { error } = (answer ?? {}) as { readonly error?: { readonly code?: unknown } }
  return typeof error?.code === 'string' ? error.code : 'INTERNAL'
}

const post = <Answer>(path: string, body?: unknown) => call<Answer>('POST', path, body)

export const authApi = {
  methods: () => call<{ readonly provider: boolean }>('GET', '/methods'),
  session: () => call<SessionAnswer>('GET', '/session'),
  signIn: (body: { readonly email: string; readonly password: string }) =>
    post<{ readonly twoFactorRedirect?: boolean }>('/sign-in/email', body),
  signInByProvider: (callbackURL: string) =>
    post<{ readonly url: string }>('/sign-in/social', { callbackURL, errorCallbackURL: '/console/sign-in' }),
  verifyTotp: (code: string) => post('/two-factor/verify-totp', { code }),
  verifyBackupCode: (code: string) => post('/two-factor/verify-backup-code', { code }),
  enableSecondFactor: (password: string) => post<SecondFactorAnswer>('/two-factor/enable', { password }),
  createBackupCodes: (password: string) =>
    post<Pick<SecondFactorAnswer, 'backupCodes'>>('/two-factor/generate-backup-codes', { password }),
  signOut: () => post('/sign-out'),
  inspectLink: (token: string) => post<LinkAnswer>('/links/inspect', { token }),
  acceptLink: (body: Readonly<Record<string, string>>) =>
    post<{ readonly email: string }>('/links/accept', body),
  requestPasswordReset: (email: string) => post('/password-reset', { email }),
}
