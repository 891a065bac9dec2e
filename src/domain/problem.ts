/** Why a call changed nothing. It is returned to the caller unchanged. */
export type Problem = {
  readonly code: ProblemCode
  readonly message: string
  readonly field: readonly string[]
  readonly retryable: boolean
  readonly retryAfterMs: number | null
}

export const problemCodes = [
  'INVALID_INPUT',
  'ITEM_NOT_FOUND',
  'ITEM_DISABLED',
  'USER_NOT_REGISTERED',
  'USER_TOKEN_REQUIRED',
  'STORE_NOT_CONNECTED',
  'STORE_APP_IN_USE',
  'STORE_MISCONFIGURED',
  'STORE_UNAVAILABLE',
  'PURCHASE_NOT_FOUND',
  'PURCHASE_CANCELED',
  'RECEIPT_INVALID',
  'RECEIPT_APP_MISMATCH',
  'RECEIPT_ITEM_MISMATCH',
  'RECEIPT_USER_MISMATCH',
  'RECEIPT_ENVIRONMENT_REFUSED',
  'PURCHASE_PENDING',
  'PAYMENT_NOT_FOUND',
  'SALE_NOT_FOUND',
  'LOOKUP_NOT_POSSIBLE',
  'PURCHASE_TOKEN_INVALID',
  'ALREADY_CONSUMED',
  'NOT_CONSUMED',
  'PAYMENT_REFUNDED',
  'NOT_CONSUMABLE',
  'CHANGED_MEANWHILE',
  'REFUND_APPROVAL_NOT_FOUND',
  'REFUND_APPROVAL_NOT_PENDING',
  'SECOND_OPERATOR_REQUIRED',
  'REFUND_NOT_POSSIBLE',
  'SUBSCRIPTION_CHANGE_NOT_POSSIBLE',
  'REFUND_REVIEW_NOT_FOUND',
  'REFUND_REVIEW_NOT_PENDING',
  'CUSTOMER_CONSENT_REQUIRED',
  'NOTIFICATION_NOT_FOUND',
  'WEBHOOK_ENDPOINT_NOT_FOUND',
  'LAST_ADMIN_KEY',
  'LAST_OWNER',
  'SUBSCRIPTIONS_NOT_SUPPORTED',
  'CONSUME_NOT_ALLOWED',
  'USER_SUSPENDED',
  'DISCREPANCY_NOT_FOUND',
  'DISCREPANCY_RESOLVED',
  'IDEMPOTENCY_KEY_REUSED',
  'BUSY',
] as const

export type ProblemCode = (typeof problemCodes)[number]

const retryableCodes: ReadonlySet<ProblemCode> = new Set(['STORE_UNAVAILABLE', 'PURCHASE_PENDING', 'BUSY'])

export function createProblem(
  code: ProblemCode,
  message: string,
  field: readonly string[] = [],
  retryAfterMs: number | null = null,
): Problem {
  return { code, message, field, retryable: retryableCodes.has(code), retryAfterMs }
}

export function receiptProblem(code: ProblemCode, message: string): Problem {
  return createProblem(code, message, ['receipt'])
}

/** The result of a domain function: its fields, or a problem with the fields that may be shown beside it. */
export type Outcome<Result extends object> = (Result & { readonly problem: null }) | Rejected<Result>

type Rejected<Result extends object> = { readonly [Key in keyof Result]?: Result[Key] } & {
  readonly problem: Problem
}
