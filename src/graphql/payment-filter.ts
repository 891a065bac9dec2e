import type { PaymentConditions } from '../domain/models.ts'
import { RequestError } from '../domain/request-error.ts'
import { parseMicros } from '../platform/money.ts'
import type { PaymentFilter } from './generated/types.ts'

/** The filter of `payments` in the words of the query; null and left out mean the same. */
export function readPaymentFilter(filter: PaymentFilter): PaymentConditions {
  const { paidBetween, priceBetween, currencyCode } = filter
  if (priceBetween != null && currencyCode == null) {
    throw new RequestError(
      'BAD_USER_INPUT',
      'priceBetween needs currencyCode: amounts of different currencies do not compare.',
    )
  }
  const storeTransactionId = filter.storeTransactionId ?? readReceipt(filter.receipt)
  return assertStorable({
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
    priceFrom: readMicros(priceBetween?.from),
    priceTo: readMicros(priceBetween?.to),
    acknowledgementStatus: filter.acknowledgementStatus,
  })
}

function readMicros(amount: string | null | undefined): bigint | null {
  return amount == null ? null : parseMicros(amount)
}

/** The transaction id that a receipt speaks of: this is a search, so nothing has to be proved. */
function readReceipt(receipt: string | null | undefined): string | null {
  if (receipt == null) return null
  const [, body = ''] = receipt.trim().split('.')
  try {
    const payload: unknown = JSON.parse(Buffer.from(body, 'base64url').toString('utf8'))
    if (typeof payload === 'object' && payload !== null && 'transactionId' in payload) {
      return String(payload.transactionId)
    }
  } catch {
    // Not a signed transaction: the text itself is what to look for.
  }
  return receipt.trim().slice(0, 400)
}

/** No stored text holds a NUL, and the database does not take one to compare with. */
function assertStorable<T extends object>(filter: T): NonNull<T> {
  const conditions = dropNull(filter)
  for (const [name, value] of Object.entries(conditions)) {
    if (typeof value === 'string' && value.includes('\0')) {
      throw new RequestError('BAD_USER_INPUT', `${name} must not hold a NUL character.`)
    }
  }
  return conditions
}

type NonNull<T> = { [Key in keyof T]?: NonNullable<T[Key]> }

function dropNull<T extends object>(value: T): NonNull<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each != null)) as NonNull<T>
}
