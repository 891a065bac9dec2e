import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { selectSaleOfPurchase } from '../../db/queries/sales.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { paymentNotFound } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import { refreshFromStore } from '../store-refresh/refresh-from-store.ts'

type RereadPaymentResult = { readonly payment: PaymentRow; readonly changed: boolean }

/** Asks the store about a payment now, and records what it says by the same path as after a notification. */
export async function rereadPayment(
  ctx: Context,
  input: { readonly paymentId: string },
): Promise<Outcome<RereadPaymentResult>> {
  const { appId } = ctx.app
  const id = decodeId('pay', input.paymentId)
  const before = id === null ? null : await selectPayment(ctx.db, appId, id)
  if (before === null) return paymentNotFound()
  if ((await selectSaleOfPurchase(ctx.db, appId, before.purchaseId)) === null) {
    return { payment: before, problem: saleNotFound() }
  }
  try {
    const payment = await refreshFromStore(ctx, before, 'RECONCILIATION')
    const changed = payment.version !== before.version
    await insertAuditEntry(ctx.db, { appId, id: payment.id }, toAction(ctx, before, payment))
    return { payment, changed, problem: null }
  } catch (error) {
    return { payment: before, problem: toStoreProblem(ctx, before.store, error) }
  }
}

function toAction(ctx: Context, before: PaymentRow, after: PaymentRow) {
  const changes = { before: { status: before.status }, after: { status: after.status } }
  return createOperatorAction(ctx, { action: 'rereadPayment', changes })
}

function saleNotFound(): Problem {
  const message = 'There is no stored reference for this purchase, so its store cannot be asked about it.'
  return createProblem('SALE_NOT_FOUND', message, ['paymentId'])
}
