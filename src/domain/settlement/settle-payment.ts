import { findPurchase } from '../../db/queries/purchases.ts'
import { findSaleOfPurchase } from '../../db/queries/sales.ts'
import {
  beginSettlement,
  endSettlement,
  noteSettlement,
  type SettlementRow,
} from '../../db/queries/settlements.ts'
import { newUuid } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../stores/contract.ts'
import type { StoreActOutcome } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { followSale } from '../refund/follow-sale.ts'
import { openReference } from '../sale/sale-reference.ts'
import { idleUntil, planSettlement, type SettlementStep } from './plan-settlement.ts'
import { raiseDueAlarm } from './raise-due-alarm.ts'

/** How long nobody else takes up what is being settled. */
const takenForMs = 2 * 60_000
const firstRetryMs = 10_000
const longestRetryMs = 10 * 60_000
const refusalsToFail = 3

export type Settling = { readonly payment: PaymentRow; readonly settlement: SettlementRow }

/**
 * Does what is due about one payment: tells its store, warns of the deadline, or looks what the store did when it passed.
 * Killed anywhere, it is done again: the store takes the same word twice, and the record moves once (I8).
 */
export async function settlePayment(ctx: AppContext, paymentId: string): Promise<void> {
  const { appId } = ctx.app
  const takenUntil = new Date(ctx.clock().getTime() + takenForMs)
  const settling = await beginSettlement(ctx.db, { appId, paymentId, takenUntil })
  if (settling === null) return
  await raiseDueAlarm(ctx, settling)
  const step = planSettlement(ctx.app.row, settling, ctx.clock())
  try {
    await takeStep(ctx, settling, step)
  } catch (error) {
    if (!(error instanceof StoreUnavailable || error instanceof StoreMisconfigured)) throw error
    await putOff(ctx, settling, error)
  }
}

async function takeStep(ctx: AppContext, settling: Settling, step: SettlementStep): Promise<void> {
  if (step.kind === 'WAIT') return note(ctx, settling, { nextAt: step.until })
  if (step.kind === 'LOOK') return lookAfterDeadline(ctx, settling)
  const told = await tellStore(ctx, settling.payment, step.action)
  if (told.kind === 'impossible') return explainRefusal(ctx, settling, told.reason)
  const attempts = settling.settlement.attempts + 1
  if (step.final) return end(ctx, settling, { status: 'DONE', attempts, lastError: null })
  const nextAt = idleUntil(ctx.clock())
  await note(ctx, settling, { attempts, lastError: null, acknowledged: true, deadline: null, nextAt })
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
  return adapter.settle({
    details: openReference(ctx.keyring, appId, payment.store, sale.reference),
    storeProductId: purchase.storeProductId,
    environment: payment.environment,
    action,
  })
}

/**
 * A store refuses to settle what it took back: then the record follows it, perhaps by another reading that is under way. What is
 * refused again and again, and was not taken back, is an operator's matter.
 */
async function explainRefusal(ctx: AppContext, settling: Settling, reason: string): Promise<void> {
  await followSale(ctx, settling.payment, 'SETTLEMENT')
  const attempts = settling.settlement.attempts + 1
  if (attempts < refusalsToFail) return putOff(ctx, settling, new StoreUnavailable(reason))
  // Of a payment that is REFUNDED by now nothing waits any more, and this changes nothing.
  await end(ctx, settling, { status: 'FAILED', attempts, lastError: reason })
}

/** The store has kept its word, or was late: its record tells. */
async function lookAfterDeadline(ctx: AppContext, settling: Settling): Promise<void> {
  await followSale(ctx, settling.payment, 'SETTLEMENT')
  const nextAt = new Date(ctx.clock().getTime() + longestRetryMs)
  await note(ctx, settling, { nextAt })
}

async function putOff(ctx: AppContext, settling: Settling, error: Error): Promise<void> {
  const { payment, settlement } = settling
  const attempts = settlement.attempts + 1
  ctx.log.warn({ error, appId: ctx.app.appId, paymentId: payment.id, attempts }, 'could not settle a payment')
  const nextAt = new Date(ctx.clock().getTime() + backoffMs(attempts, firstRetryMs, longestRetryMs))
  await note(ctx, settling, { attempts, lastError: error.message, nextAt })
}

type Change = Partial<Pick<SettlementRow, 'attempts' | 'lastError' | 'acknowledged' | 'deadline'>>

async function note(
  ctx: AppContext,
  { settlement }: Settling,
  change: Change & { readonly nextAt: Date },
): Promise<void> {
  const { appId, paymentId, attempts, lastError, acknowledged, deadline } = settlement
  await noteSettlement(ctx.db, { appId, paymentId, attempts, lastError, acknowledged, deadline, ...change })
}

async function end(
  ctx: AppContext,
  { payment }: Settling,
  result: { status: 'DONE' | 'FAILED'; attempts: number; lastError: string | null },
): Promise<void> {
  const { appId } = ctx.app
  const moved = await endSettlement(ctx.db, {
    appId,
    paymentId: payment.id,
    ...result,
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return
  ctx.count(result.status === 'DONE' ? 'settlement_done' : 'settlement_failed', payment.store)
  if (result.status === 'FAILED') {
    ctx.log.error({ appId, paymentId: payment.id, reason: result.lastError }, 'a settlement failed for good')
  }
  ctx.feed.announce()
}
