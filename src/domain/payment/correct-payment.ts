import { selectConsumesOfPayments } from '../../db/queries/consumes.ts'
import { updateCorrectedPayment, type CorrectableState } from '../../db/queries/update-corrected-payment.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { selectRefundApproval } from '../../db/queries/refund-approvals.ts'
import { selectRefundsOfPayments } from '../../db/queries/refunds.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { formatMicros, parseMicros } from '../../platform/money.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { changedMeanwhile, checkOperatorInput, runOperatorAction } from '../operator/run-operator-action.ts'
import type { Context } from '../context.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { firstProblem } from '../input.ts'
import type { PaymentRow, RefundApprovalRow } from '../models.ts'
import { maxPageSize } from '../page.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { needsApproval, requestApproval } from '../refund-approval/request-approval.ts'
import { refreshFromStore } from '../store-refresh/refresh-from-store.ts'
import { planCorrection, type CorrectionRequest, type Price } from './plan-correction.ts'

export type CorrectPaymentInput = {
  readonly paymentId: string
  readonly status: PaymentRow['status'] | null
  readonly price: { readonly amount: string; readonly currencyCode: string } | null
  readonly reason: string
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
}

type CorrectPaymentResult = {
  readonly payment: PaymentRow
  /** false if the payment already had the corrected status and price, or the call is a repetition. */
  readonly changed: boolean
  /** The request that was stored instead, because a second operator has to approve the refund. */
  readonly approval: RefundApprovalRow | null
}

type OperatorRequest = { readonly reason: string; readonly idempotencyRecord: IdempotencyRecord | null }

/** Corrects the status or the price of a payment as an operator action. Nothing is deleted, and I2 holds. */
export async function correctPayment(
  ctx: Context,
  input: CorrectPaymentInput,
): Promise<Outcome<CorrectPaymentResult>> {
  const { status, reason } = input
  const price = parsePrice(input.price)
  const problem = firstProblem(
    status === null && price === null ? invalidInput('status', 'Specify a status, a price, or both.') : null,
    price !== null && 'code' in price ? price : null,
    checkOperatorInput(input),
  )
  if (problem !== null) return { problem }
  const paymentId = decodeId('pay', input.paymentId)
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'correctPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, status, price: input.price, reason },
  })
  const correction = { status, price: price !== null && 'code' in price ? null : price }
  const replay = async (payment: PaymentRow, resourceId: string) => {
    const approval = await selectRefundApproval(ctx.db, ctx.app.appId, resourceId)
    return { payment, changed: false, approval }
  }
  const request = { paymentId, expectedVersion: input.expectedVersion, idempotencyRecord, replay }
  return runOperatorAction(ctx, request, (payment) => {
    const operatorRequest = { reason, idempotencyRecord }
    const isRefund = status === 'REFUNDED' && payment.status !== 'REFUNDED'
    return isRefund && needsApproval(ctx, payment)
      ? tryRequestApproval(ctx, payment, correction, operatorRequest)
      : tryCorrect(ctx, payment, correction, operatorRequest)
  })
}

/** Carries out a correction to REFUNDED that a second operator has approved. */
export async function correctToRefunded(
  ctx: Context,
  payment: PaymentRow,
  { reason }: { readonly reason: string },
): Promise<{ readonly problem: Problem | null }> {
  const correction = { status: 'REFUNDED' as const, price: null }
  const outcome = await tryCorrect(ctx, payment, correction, { reason, idempotencyRecord: null })
  return outcome ?? changedMeanwhile(payment)
}

/** A second operator approves an amount, so the price that decides it is corrected before. */
async function tryRequestApproval(
  ctx: Context,
  payment: PaymentRow,
  { price }: CorrectionRequest,
  request: OperatorRequest,
): Promise<Outcome<CorrectPaymentResult> | null> {
  if (price !== null) {
    const message =
      'A second operator has to approve this refund. Correct the price in a call of its own before.'
    return { payment, problem: invalidInput('price', message) }
  }
  const requested = await requestApproval(ctx, payment, { kind: 'CORRECTION', ...request })
  if (requested === null || requested.problem !== null) return requested
  return { payment, changed: false, approval: requested.approval, problem: null }
}

async function tryCorrect(
  ctx: Context,
  payment: PaymentRow,
  correction: CorrectionRequest,
  operatorRequest: OperatorRequest,
): Promise<Outcome<CorrectPaymentResult> | null> {
  const { appId } = ctx.app
  const [[consume], refunds] = await Promise.all([
    selectConsumesOfPayments(ctx.db, appId, [payment.id]),
    selectRefundsOfPayments(ctx.db, appId, [payment.id], maxPageSize),
  ])
  const isConsumed = consume !== undefined
  const to = planCorrection(payment, correction, { isConsumed, refunds, now: ctx.clock() })
  if ('code' in to) return { payment, problem: to }
  const details = describeChanges(payment, to)
  if (details === null) return { payment, changed: false, approval: null, problem: null }
  const { caller } = ctx
  const serverKeyId = caller.kind === 'SERVER' ? caller.serverKeyId : null
  const moved = await updateCorrectedPayment(ctx.db, {
    appId,
    paymentId: payment.id,
    from: payment,
    to,
    consume: to.status === 'CONSUMED' && !isConsumed ? { id: newUuid(), serverKeyId } : null,
    entry: buildRefundEntry(payment, to),
    eventId: newUuid(),
    action: createOperatorAction(ctx, { action: 'correctPayment', changes: details, ...operatorRequest }),
  })
  if (moved === null) return null
  ctx.events.notifyCommitted(appId)
  const isRefundReversed = payment.status === 'REFUNDED' && moved.status !== 'REFUNDED'
  return {
    payment: isRefundReversed ? await refreshAfterCorrection(ctx, moved) : moved,
    changed: true,
    approval: null,
    problem: null,
  }
}

/** Refunds that the store reported while the correction to REFUNDED was in place have been ignored, so they are read now. */
async function refreshAfterCorrection(ctx: Context, payment: PaymentRow): Promise<PaymentRow> {
  try {
    return await refreshFromStore(ctx, payment, 'OPERATOR')
  } catch (error) {
    ctx.log.warn(
      { error, paymentId: payment.id },
      'could not refresh the payment from the store after a correction',
    )
    return payment
  }
}

function buildRefundEntry(payment: PaymentRow, to: CorrectableState) {
  if (to.status !== 'REFUNDED' || payment.status === 'REFUNDED') return null
  return {
    id: newUuid(),
    quantity: to.refundedQuantity - payment.refundedQuantity,
    amountMicros: to.refundedMicros === null ? null : to.refundedMicros - (payment.refundedMicros ?? 0n),
  }
}

/** The fields that differ, before and after; null if none does. */
function describeChanges(
  payment: CorrectableState,
  to: CorrectableState,
): { readonly before: object; readonly after: object } | null {
  const [before, after] = [describeState(payment), describeState(to)]
  const names = Object.keys(before).filter((name) => before[name] !== after[name])
  if (names.length === 0) return null
  const pick = (of: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(names.map((name) => [name, of[name]]))
  return { before: pick(before), after: pick(after) }
}

function describeState(state: CorrectableState): Readonly<Record<string, string | null>> {
  const { priceMicros, currencyCode } = state
  return {
    status: state.status,
    price: priceMicros === null ? null : `${formatMicros(priceMicros)} ${currencyCode ?? ''}`,
    completedAt: state.completedAt?.toISOString() ?? null,
    deliveryReference: state.deliveryReference,
    refundedAt: state.refundedAt?.toISOString() ?? null,
  }
}

function parsePrice(price: CorrectPaymentInput['price']): Price | Problem | null {
  if (price === null) return null
  const amountMicros = parseMicros(price.amount)
  if (amountMicros === null || amountMicros < 0n) {
    return createProblem('INVALID_INPUT', 'price.amount must not be negative', ['price', 'amount'])
  }
  return { amountMicros, currencyCode: price.currencyCode }
}

function invalidInput(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
