import { selectItemsByIds } from '../../db/queries/items.ts'
import type { PaymentRow } from '../../db/queries/payments.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import { encodeId } from '../../platform/ids.ts'
import type { StoreTransaction } from '../../stores/contract/sale.ts'
import type { Context } from '../context.ts'
import { correctPayment } from '../payment/correct-payment.ts'
import type { ImportDifference, ImportedPurchase, ImportMode, ImportResult } from './imported-purchase.ts'

type MergeOptions = { readonly mode: ImportMode; readonly transaction: Pick<StoreTransaction, 'refund'> }

/**
 * Compares a purchase with the payment that is recorded for it. If they differ only in that the other server delivered it, the payment
 * is marked as delivered, so that nobody can consume it again.
 */
export async function mergeImport(
  ctx: Context,
  payment: PaymentRow,
  purchase: ImportedPurchase,
  { mode, transaction }: MergeOptions,
): Promise<ImportResult> {
  const differences = await findDifferences(ctx, payment, purchase, transaction)
  if (differences.length === 0) {
    return { outcome: 'ALREADY_RECORDED', payment, differences, problem: null }
  }
  const isOnlyDelivery = differences.every(({ field }) => field === 'consumed' || field === 'completed')
  const isDeliveredHere = differences.some(({ recorded }) => recorded === 'true')
  if (mode.compareOnly || !isOnlyDelivery || isDeliveredHere) {
    return { outcome: 'DIFFERS', payment, differences, problem: null }
  }
  return markDelivered(ctx, payment, purchase)
}

async function findDifferences(
  ctx: Context,
  payment: PaymentRow,
  purchase: ImportedPurchase,
  { refund }: Pick<StoreTransaction, 'refund'>,
): Promise<ImportDifference[]> {
  const { appId } = ctx.app
  const [[user], [item]] = await Promise.all([
    selectUsersByIds(ctx.db, appId, [payment.userId]),
    selectItemsByIds(ctx.db, appId, [payment.itemId]),
  ])
  const { status } = payment
  const candidates: readonly (readonly [ImportDifference['field'], unknown, unknown])[] = [
    ['userId', user?.externalId, purchase.userId],
    ['itemId', item?.externalId, purchase.itemId ?? item?.externalId],
    ['refunded', status === 'REFUNDED', refund?.full === true],
    ...(status === 'REFUNDED' ? [] : deliveryFields(payment, purchase)),
  ]
  return candidates
    .filter(([, recorded, imported]) => recorded !== imported)
    .map(([field, recorded, imported]) => ({ field, recorded: String(recorded), imported: String(imported) }))
}

function deliveryFields(
  { status, consumable }: PaymentRow,
  { consumedAt, completedAt }: ImportedPurchase,
): (readonly [ImportDifference['field'], boolean, boolean])[] {
  const completed = ['completed', status === 'COMPLETED', completedAt !== null] as const
  return consumable ? [['consumed', status !== 'PAID', consumedAt !== null], completed] : [completed]
}

/** The payment is known to the feed, so each step is a correction with its event and audit entry. */
async function markDelivered(
  ctx: Context,
  payment: PaymentRow,
  { consumedAt, completedAt }: ImportedPurchase,
): Promise<ImportResult> {
  let current = payment
  const steps = [
    ...(consumedAt !== null && current.status === 'PAID' ? (['CONSUMED'] as const) : []),
    ...(completedAt !== null ? (['COMPLETED'] as const) : []),
  ]
  for (const status of steps) {
    const corrected = await correctPayment(ctx, {
      paymentId: encodeId('pay', payment.id),
      status,
      price: null,
      reason: 'importPurchases: delivered by another server',
      expectedVersion: null,
      idempotencyKey: null,
    })
    if (corrected.problem !== null) {
      return { outcome: 'REJECTED', payment: current, differences: [], problem: corrected.problem }
    }
    current = corrected.payment
  }
  return { outcome: 'UPDATED', payment: current, differences: [], problem: null }
}
