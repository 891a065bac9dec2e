import { selectPaymentOfSaleKey } from '../../db/queries/payments.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import type { Assignment } from './apply-sale-state.ts'
import { syncSale, type SaleChange } from './sync-sale.ts'

export type SaleLine = {
  readonly store: StoreName
  /** The hash of the store's key: `hashSaleKey`. */
  readonly saleKey: Uint8Array
  /** What `readSale` of the adapter needs; null to use the stored reference of the sale. */
  readonly details: string | null
}

type AssignedSale = {
  /** The payment of the line, whoever recorded it; null if there is none. */
  readonly payment: PaymentRow | null
  /** Whether this call recorded it. */
  readonly isRecorded: boolean
  /** Empty if later readings of the sale superseded every one of this call. */
  readonly changes: readonly SaleChange[]
}

/** How often the sale is read again because a later reading, which may assign it to nobody, superseded this one. */
const maxAttempts = 4

/**
 * Reads a sale from its store and records a line of it as a payment of the user, by the same statement as any other payment: whoever
 * records it at the same time, one of them does.
 * @throws StoreUnavailableError or StoreMisconfiguredError; then nothing was changed
 */
export async function assignSale(
  ctx: AppContext,
  { store, saleKey, details }: SaleLine,
  assignment: Assignment,
): Promise<AssignedSale> {
  const { lineItem } = assignment
  const attempt = async (): Promise<AssignedSale | null> => {
    const changes = await syncSale(ctx, { store, key: saleKey, details, source: 'OPERATOR', assignment })
    const payment = await selectPaymentOfSaleKey(ctx.db, ctx.app.appId, { store, saleKey, lineItem })
    const isRecorded = changes.some(
      ({ kind, paymentId }) => kind === 'RECORDED' && paymentId !== null && paymentId === payment?.id,
    )
    return payment === null && changes.every(wasSuperseded) ? null : { payment, isRecorded, changes }
  }
  return (await retryOnConflict(maxAttempts, attempt)) ?? { payment: null, isRecorded: false, changes: [] }
}

/** A change that names no record says only that a later reading decides. */
function wasSuperseded({ kind, paymentId, purchaseId }: SaleChange): boolean {
  return kind === 'UNCHANGED' && paymentId === null && purchaseId === null
}

/** Why a sale was not assigned. */
export function explainUnassigned(changes: readonly SaleChange[], field: readonly string[]): Problem {
  if (changes.length === 0) return createProblem('BUSY', 'Other calls are reading this sale.', field, 100)
  const rejected = changes.find(({ kind }) => kind === 'REJECTED')
  if (rejected !== undefined) {
    const message = rejected.reason ?? 'The rules of the AppKey reject the sale.'
    return createProblem('INVALID_INPUT', message, field)
  }
  const isUnknown = changes.some(({ kind }) => kind === 'UNKNOWN')
  return isUnknown
    ? createProblem('INVALID_INPUT', 'The store does not return the sale.', field)
    : createProblem('PAYMENT_REFUNDED', 'The store refunded or canceled the sale.', field)
}
