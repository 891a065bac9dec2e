import type { PaymentConditions, PaymentSort } from '../../domain/models.ts'
import { RequestError } from '../../platform/request-error.ts'
import { parseMicros } from '../../platform/money.ts'
import type { PaymentFilter, PaymentOrder } from '../generated/types.ts'

/** Converts the filter of `payments` to conditions of the database query; null means the same as a missing field. */
export function toPaymentConditions(filter: PaymentFilter): PaymentConditions {
  const { paidBetween, priceBetween, refundedBetween, periodEndsBetween, currencyCode } = filter
  if (priceBetween != null && currencyCode == null) {
    throw new RequestError('BAD_USER_INPUT', 'priceBetween requires currencyCode.')
  }
  const storeTransactionId = filter.storeTransactionId ?? parseTransactionId(filter.receipt)
  return assertStorableTexts({
    status: filter.status,
    store: filter.store,
    environment: filter.environment,
    userExternalId: filter.userId,
    itemExternalId: filter.itemId,
    paidFrom: paidBetween?.from,
    paidTo: paidBetween?.to,
    storeOrderId: filter.storeOrderId,
    storeTransactionId,
    currencyCode,
    countryCode: filter.countryCode,
    hasPrice: filter.hasPrice,
    hasCountryCode: filter.hasCountryCode,
    consumable: filter.consumable,
    priceFrom: parseAmount(priceBetween?.from),
    priceTo: parseAmount(priceBetween?.to),
    acknowledgementStatus: filter.acknowledgementStatus,
    acknowledgementAlert: filter.acknowledgementAlert,
    hasDeliveryFailure: filter.hasDeliveryFailure,
    refund: filter.refund,
    refundedFrom: refundedBetween?.from,
    refundedTo: refundedBetween?.to,
    periodKind: filter.periodKind,
    periodPhase: filter.periodPhase,
    periodEndsFrom: periodEndsBetween?.from,
    periodEndsTo: periodEndsBetween?.to,
    isResubscription: filter.isResubscription,
    trialOutcome: filter.trialOutcome,
    currentPeriodAt: filter.currentPeriodAt,
  })
}

const orders = {
  PAID_AT_DESC: { sort: 'PAID_AT', direction: 'desc' },
  PAID_AT_ASC: { sort: 'PAID_AT', direction: 'asc' },
  PRICE_DESC: { sort: 'PRICE', direction: 'desc' },
  PRICE_ASC: { sort: 'PRICE', direction: 'asc' },
} as const satisfies Readonly<
  Record<PaymentOrder, { readonly sort: PaymentSort; readonly direction: 'asc' | 'desc' }>
>

/** Null is the default order. */
export const toPaymentOrder = (order: PaymentOrder | null | undefined) => orders[order ?? 'PAID_AT_DESC']

function parseAmount(amount: string | null | undefined): bigint | null {
  return amount == null ? null : parseMicros(amount)
}

/** The transaction id of a receipt. The receipt is used only for a search, so its signature is not verified. */
function parseTransactionId(receipt: string | null | undefined): string | null {
  if (receipt == null) return null
  const [, body = ''] = receipt.trim().split('.')
  try {
    const payload: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
    if (typeof payload === 'object' && payload !== null && 'transactionId' in payload) {
      return String(payload.transactionId)
    }
  } catch {
    // Not a signed transaction: the text itself is used as the transaction id.
  }
  return receipt.trim().slice(0, 400)
}

/** PostgreSQL stores neither NUL characters nor lone surrogates, so no stored value can match one. */
export function assertStorableTexts<T extends object>(filter: T): NonNullFields<T> {
  const conditions = omitNull(filter)
  for (const [name, value] of Object.entries(conditions)) {
    if (typeof value === 'string' && (value.includes('\0') || !value.isWellFormed())) {
      throw new RequestError(
        'BAD_USER_INPUT',
        `${name} must not contain a NUL character or a lone surrogate.`,
      )
    }
  }
  return conditions
}

type NonNullFields<T> = { [Key in keyof T]?: NonNullable<T[Key]> }

function omitNull<T extends object>(value: T): NonNullFields<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each != null)) as NonNullFields<T>
}
