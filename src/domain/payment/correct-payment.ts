import { findConsumesOfPayments } from '../../db/queries/consumes.ts'
import { correctPayment as change, type CorrectableState } from '../../db/queries/correct-payment.ts'
import type { IdempotencyClaim } from '../../db/queries/idempotency-keys.ts'
import { findRefundsOfPayments } from '../../db/queries/refunds.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { formatMicros, parseMicros } from '../../platform/money.ts'
import { changeByHand, checkAct, type ChangedByHand } from '../audit/change-by-hand.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { createClaim } from '../idempotency/claim.ts'
import { firstProblem } from '../input.ts'
import type { PaymentRow } from '../models.ts'
import { maxPageSize } from '../page.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { followSale } from '../refund/follow-sale.ts'
import { isAcknowledgementDue } from '../acknowledgement/acknowledgement-policy.ts'
import { planCorrection, type CorrectionWish, type Price } from './plan-correction.ts'

export type CorrectPaymentInput = {
  readonly paymentId: string
  readonly status: PaymentRow['status'] | null
  readonly price: { readonly amount: string; readonly currencyCode: string } | null
  readonly reason: string
  readonly idempotencyKey: string | null
}

/** Makes the record say what an operator knows better than it. Nothing is deleted, and I2 holds. */
export async function correctPayment(
  ctx: Context,
  input: CorrectPaymentInput,
): Promise<Outcome<ChangedByHand>> {
  const { status, reason } = input
  const price = readPrice(input.price)
  const problem = firstProblem(
    status === null && price === null ? invalid('status', 'Give a status, a price, or both.') : null,
    price !== null && 'code' in price ? price : null,
    checkAct(input),
  )
  if (problem !== null) return { problem }
  const paymentId = decodeId('pay', input.paymentId)
  const claim = createClaim(ctx.caller, {
    operation: 'correctPayment',
    key: input.idempotencyKey,
    userId: '',
    args: { paymentId, status, price: input.price, reason },
  })
  const wish = { status, price: price !== null && 'code' in price ? null : price }
  return changeByHand(ctx, { paymentId, claim }, (payment) =>
    tryCorrect(ctx, payment, wish, { reason, claim }),
  )
}

async function tryCorrect(
  ctx: Context,
  payment: PaymentRow,
  wish: CorrectionWish,
  why: { readonly reason: string; readonly claim: IdempotencyClaim | null },
): Promise<Outcome<ChangedByHand> | null> {
  const { appId, row } = ctx.app
  const [[consume], refunds] = await Promise.all([
    findConsumesOfPayments(ctx.db, appId, [payment.id]),
    findRefundsOfPayments(ctx.db, appId, [payment.id], maxPageSize),
  ])
  const isConsumed = consume !== undefined
  const to = planCorrection(payment, wish, { isConsumed, refunds, now: ctx.clock() })
  if ('code' in to) return { payment, problem: to }
  const details = describeChange(payment, to)
  if (details === null) return { payment, replayed: true, problem: null }
  const { caller } = ctx
  const serverKeyId = caller.kind === 'SERVER' ? caller.serverKeyId : null
  const moved = await change(ctx.db, {
    appId,
    paymentId: payment.id,
    from: payment,
    to,
    consume: to.status === 'CONSUMED' && !isConsumed ? { id: newUuid(), serverKeyId } : null,
    entry: makeEntry(payment, to),
    isAcknowledgementDue: to.status !== payment.status && isAcknowledgementDue(row, { ...payment, ...to }),
    eventId: newUuid(),
    act: createAct(ctx, { action: 'correctPayment', details, ...why }),
  })
  if (moved === null) return null
  ctx.feed.announce()
  const hasComeBack = payment.status === 'REFUNDED' && moved.status !== 'REFUNDED'
  return {
    payment: hasComeBack ? await catchUp(ctx, moved) : moved,
    replayed: false,
    problem: null,
  }
}

/** While the correction stood, the store's word about refunds was left aside. */
async function catchUp(ctx: Context, payment: PaymentRow): Promise<PaymentRow> {
  try {
    return await followSale(ctx, payment, 'OPERATOR')
  } catch (error) {
    ctx.log.warn({ error, paymentId: payment.id }, 'could not ask the store after a correction')
    return payment
  }
}

function makeEntry(payment: PaymentRow, to: CorrectableState) {
  if (to.status !== 'REFUNDED' || payment.status === 'REFUNDED') return null
  return {
    id: newUuid(),
    quantity: to.refundedQuantity - payment.refundedQuantity,
    amountMicros: to.refundedMicros === null ? null : to.refundedMicros - (payment.refundedMicros ?? 0n),
  }
}

/** Before and after, as far as they differ; null if they do not. */
function describeChange(
  payment: CorrectableState,
  to: CorrectableState,
): { readonly before: object; readonly after: object } | null {
  const [before, after] = [describe(payment), describe(to)]
  const names = Object.keys(before).filter((name) => before[name] !== after[name])
  if (names.length === 0) return null
  const pick = (of: Readonly<Record<string, string | null>>) =>
    Object.fromEntries(names.map((name) => [name, of[name]]))
  return { before: pick(before), after: pick(after) }
}

function describe(state: CorrectableState): Readonly<Record<string, string | null>> {
  const { priceMicros, currencyCode } = state
  return {
    status: state.status,
    price: priceMicros === null ? null : `${formatMicros(priceMicros)} ${currencyCode ?? ''}`,
    completedAt: state.completedAt?.toISOString() ?? null,
    deliveryReference: state.deliveryReference,
    refundedAt: state.refundedAt?.toISOString() ?? null,
  }
}

function readPrice(price: CorrectPaymentInput['price']): Price | Problem | null {
  if (price === null) return null
  const amountMicros = parseMicros(price.amount)
  if (amountMicros === null || amountMicros < 0n) {
    return createProblem('INVALID_INPUT', 'price.amount must not be negative', ['price', 'amount'])
  }
  return { amountMicros, currencyCode: price.currencyCode }
}

function invalid(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
