import { findPurchase } from '../../db/queries/purchases.ts'
import { findSaleOfPurchase } from '../../db/queries/sales.ts'
import {
  beginAcknowledgement,
  endAcknowledgement,
  noteAcknowledgement,
  type AcknowledgementRow,
} from '../../db/queries/acknowledgements.ts'
import { newUuid } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../stores/contract.ts'
import type { StoreActOutcome } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { followSale } from '../refund/follow-sale.ts'
import { openReference } from '../sale/sale-reference.ts'
import { idleUntil, planAcknowledgement, type AcknowledgementStep } from './plan-acknowledgement.ts'
import { raiseDueAlarm } from './raise-due-alarm.ts'

/** How long nobody else takes up what is being acknowledged. */
const takenForMs = 2 * 60_000
const firstRetryMs = 10_000
const longestRetryMs = 10 * 60_000
const refusalsToFail = 3

export type PendingAcknowledgement = { readonly payment: PaymentRow; readonly acknowledgement: AcknowledgementRow }

/**
 * Does what is due about one payment: tells its store, warns of the deadline, or looks what the store did when it passed.
 * Killed anywhere, it is done again: the store takes the same word twice, and the record moves once (I8).
 */
export async function acknowledgePayment(ctx: AppContext, paymentId: string): Promise<void> {
  const { appId } = ctx.app
  const takenUntil = new Date(ctx.clock().getTime() + takenForMs)
  const pending = await beginAcknowledgement(ctx.db, { appId, paymentId, takenUntil })
  if (pending === null) return
  await raiseDueAlarm(ctx, pending)
  const step = planAcknowledgement(ctx.app.row, pending, ctx.clock())
  try {
    await takeStep(ctx, pending, step)
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof StoreMisconfigured)) throw error
    await putOff(ctx, pending, error)
  }
}

async function takeStep(ctx: AppContext, pending: PendingAcknowledgement, step: AcknowledgementStep): Promise<void> {
  if (step.kind === 'WAIT') return note(ctx, pending, { nextAt: step.until })
  if (step.kind === 'LOOK') return lookAfterDeadline(ctx, pending)
  const told = await tellStore(ctx, pending.payment, step.action)
  if (told.kind === 'impossible') return explainRefusal(ctx, pending, told.reason)
  const attempts = pending.acknowledgement.attempts + 1
  if (step.final) return end(ctx, pending, { status: 'ACKNOWLEDGED', attempts, lastError: null })
  const nextAt = idleUntil(ctx.clock())
  await note(ctx, pending, { attempts, lastError: null, acknowledged: true, deadline: null, nextAt })
}

async function tellStore(
  ctx: AppContext,
  payment: PaymentRow,
  action: 'ACKNOWLEDGE' | 'CONSUME',
): Promise<StoreActOutcome> {
  const { appId } = ctx.app
  const [purchase, sale, adapter] = await Promise.all([
    findPurchase(ctx.db, appId, payment.purchaseId),
    findSaleOfPurchase(ctx.db, appId, payment.purchaseId),
    ctx.stores.find(appId, payment.store),
  ])
  if (adapter === null) throw new StoreMisconfigured(`The AppKey has no connection to ${payment.store}`)
  if (purchase === null || sale === null) {
    return { kind: 'impossible', reason: 'Nothing is kept by which the store could be told of this payment' }
  }
  return adapter.acknowledge({
    details: openReference(ctx.keyring, appId, payment.store, sale.reference),
    storeProductId: purchase.storeProductId,
    environment: payment.environment,
    action,
  })
}

/**
 * A store refuses to acknowledge what it took back: then the record follows it, perhaps by another reading that is under way. What is
 * refused again and again, and was not taken back, is an operator's matter.
 */
async function explainRefusal(ctx: AppContext, pending: PendingAcknowledgement, reason: string): Promise<void> {
  await followSale(ctx, pending.payment, 'ACKNOWLEDGEMENT')
  const attempts = pending.acknowledgement.attempts + 1
  if (attempts < refusalsToFail) return putOff(ctx, pending, new StoreUnavailable(reason))
  // Of a payment that is REFUNDED by now nothing waits any more, and this changes nothing.
  await end(ctx, pending, { status: 'FAILED', attempts, lastError: reason })
}

/** The store has kept its word, or was late: its record tells. */
async function lookAfterDeadline(ctx: AppContext, pending: PendingAcknowledgement): Promise<void> {
  await followSale(ctx, pending.payment, 'ACKNOWLEDGEMENT')
  const nextAt = new Date(ctx.clock().getTime() + longestRetryMs)
  await note(ctx, pending, { nextAt })
}

async function putOff(ctx: AppContext, pending: PendingAcknowledgement, error: Error): Promise<void> {
  const { payment, acknowledgement } = pending
  const attempts = acknowledgement.attempts + 1
  ctx.log.warn({ error, appId: ctx.app.appId, paymentId: payment.id, attempts }, 'could not acknowledge a payment')
  const nextAt = new Date(ctx.clock().getTime() + backoffMs(attempts, firstRetryMs, longestRetryMs))
  await note(ctx, pending, { attempts, lastError: error.message, nextAt })
}

type Change = Partial<Pick<AcknowledgementRow, 'attempts' | 'lastError' | 'acknowledged' | 'deadline'>>

async function note(
  ctx: AppContext,
  { acknowledgement }: PendingAcknowledgement,
  change: Change & { readonly nextAt: Date },
): Promise<void> {
  const { appId, paymentId, attempts, lastError, acknowledged, deadline } = acknowledgement
  await noteAcknowledgement(ctx.db, { appId, paymentId, attempts, lastError, acknowledged, deadline, ...change })
}

async function end(
  ctx: AppContext,
  { payment }: PendingAcknowledgement,
  result: { status: 'ACKNOWLEDGED' | 'FAILED'; attempts: number; lastError: string | null },
): Promise<void> {
  const { appId } = ctx.app
  const moved = await endAcknowledgement(ctx.db, {
    appId,
    paymentId: payment.id,
    ...result,
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return
  ctx.count(result.status === 'ACKNOWLEDGED' ? 'acknowledgement_done' : 'acknowledgement_failed', payment.store)
  if (result.status === 'FAILED') {
    ctx.log.error({ appId, paymentId: payment.id, reason: result.lastError }, 'a acknowledgement failed for good')
  }
  ctx.feed.announce()
}
