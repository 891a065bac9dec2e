import type { StoreEnvironment } from './sale.ts'

/** What a check of a connection looks at. */
export type CheckedPart =
  'CREDENTIALS' | 'PURCHASES' | 'ORDERS' | 'NOTIFICATIONS' | 'CERTIFICATES' | 'PRODUCTS'

/** What an operator has to change at the store or in the connection. */
export type MisconfigurationCode =
  | 'CREDENTIALS_REJECTED'
  | 'CLOCK_WRONG'
  | 'PERMISSION_MISSING'
  | 'API_DISABLED'
  | 'APP_NOT_FOUND'
  | 'MISCONFIGURED'

export type CheckCode =
  | 'OK'
  /** The part was not checked, because another one fails. */
  | 'NOT_CHECKED'
  | MisconfigurationCode
  | 'CREDENTIALS_MISSING'
  | 'STORE_UNAVAILABLE'
  | 'NOTIFICATIONS_NOT_CONFIGURED'
  | 'NO_NOTIFICATION'
  | 'CERTIFICATE_EXPIRES'
  | 'CERTIFICATE_EXPIRED'
  | 'NO_PRODUCTS'
  | 'PRODUCTS_MISSING'

/** The connection works without this. */
const warningCodes: ReadonlySet<CheckCode> = new Set([
  'NOTIFICATIONS_NOT_CONFIGURED',
  'NO_NOTIFICATION',
  'CERTIFICATE_EXPIRES',
  'NO_PRODUCTS',
  'PRODUCTS_MISSING',
])

export type CheckStep = {
  readonly part: CheckedPart
  /** The environment of the store that was asked; null if the step concerns all. */
  readonly environment: StoreEnvironment | null
  readonly code: CheckCode
  /** What is wrong and what to do, for an operator; null if nothing is. */
  readonly message: string | null
}

export type CheckStatus = 'PASSED' | 'WARNING' | 'FAILED' | 'NOT_CHECKED'

export function statusOfStep({ code }: Pick<CheckStep, 'code'>): CheckStatus {
  if (code === 'OK') return 'PASSED'
  if (code === 'NOT_CHECKED') return 'NOT_CHECKED'
  return warningCodes.has(code) ? 'WARNING' : 'FAILED'
}

export type ConnectionCheckResult =
  | { readonly ok: true; readonly steps: readonly CheckStep[] }
  | { readonly ok: false; readonly error: string; readonly steps: readonly CheckStep[] }

/** A check is ok if none of its steps fails; its error is that of the first one that does. */
export function toCheckResult(steps: readonly CheckStep[]): ConnectionCheckResult {
  const failed = steps.find((step) => statusOfStep(step) === 'FAILED')
  if (failed === undefined) return { ok: true, steps }
  return { ok: false, error: failed.message ?? failed.code, steps }
}
