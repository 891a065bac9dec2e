import { selectPurchase } from '../../db/queries/purchases.ts'
import { selectSaleOfPurchase } from '../../db/queries/sales.ts'
import {
  updateAcknowledgementStarted,
  updateAcknowledgementFinished,
  updateAcknowledgementProgress,
  type AcknowledgementRow,
} from '../../db/queries/acknowledgements.ts'
import { newUuid } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import { StoreUnavailableError } from '../../stores/contract/store-adapter.ts'
import { selectSubscription } from '../../db/queries/subscriptions.ts'
import type { StoreActionResult } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import { requireStoreAdapter } from '../store-connection/store-not-connected.ts'
import { refreshFromStore } from '../store-refresh/refresh-from-store.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'
import { nextDailyCheckAt } from '../store-sync/acknowledgement-policy.ts'
import { planAcknowledgement, type AcknowledgementStep } from './plan-acknowledgement.ts'
import { reportDeadline } from './report-deadline.ts'

/** How long a started acknowledgement is not started again by another job. */
const visibilityTimeoutMs = 2 * 60_000
const initialRetryDelayMs = 10_000
const maxRetryDelayMs = 10 * 60_000
const maxRejections = 3

export type DueAcknowledgement = {
  readonly payment: PaymentRow
  readonly acknowledgement: AcknowledgementRow
  readonly isDue: boolean
  readonly waitsForOtherLines: boolean
}

/**
 * Runs the step that is due for one payment: acknowledges it at its store, reports the deadline, or reads what the store did when
 * the deadline passed. After a crash the step runs again: the store accepts repeated calls, and the status changes once (I8).
 */
export async function acknowledgePayment(ctx: AppContext, paymentId: string): Promise<void> {
  const { appId } = ctx.app
  const visibleAgainAt = new Date(ctx.clock().getTime() + visibilityTimeoutMs)
  const due = await updateAcknowledgementStarted(ctx.db, { appId, paymentId, nextAttemptAt: visibleAgainAt })
  if (due === null) return
  const step = planAcknowledgement(ctx.app.row, due, ctx.clock())
  // What the app did on the device is known only after the store was read.
  if (step.kind !== 'CHECK') await reportDeadline(ctx, due)
  try {
    await runStep(ctx, due, step)
  } catch (error) {
    if (!isStoreError(error)) throw error
    await scheduleRetry(ctx, due, error)
  }
  if (step.kind === 'CHECK') await reportDeadline(ctx, due)
}

async function runStep(ctx: AppContext, due: DueAcknowledgement, step: AcknowledgementStep): Promise<void> {
  if (step.kind === 'WAIT') return saveProgress(ctx, due, { nextAttemptAt: step.until })
  if (step.kind === 'REFRESH') return refreshAfterDeadline(ctx, due)
  if (step.kind === 'CHECK') return checkDevice(ctx, due, step.nextAt)
  const result = await acknowledgeAtStore(ctx, due.payment, step.action)
  if (result.kind === 'rejected') return handleRejection(ctx, due, result.reason)
  const attempts = due.acknowledgement.attempts + 1
  if (step.final)
    return finishAcknowledgement(ctx, due, { status: 'ACKNOWLEDGED', attempts, lastError: null })
  const nextAttemptAt = nextDailyCheckAt(ctx.clock())
  await saveProgress(ctx, due, {
    attempts,
    lastError: null,
    storeAcknowledged: true,
    deadlineAt: null,
    nextAttemptAt,
  })
}

/** Reading the sale records what the app has acknowledged. A store that does not say so is not read. */
async function checkDevice(ctx: AppContext, due: DueAcknowledgement, nextAttemptAt: Date): Promise<void> {
  const { traits } = await requireStoreAdapter(ctx, due.payment.store)
  if (traits.reportsAcknowledgement) await refreshFromStore(ctx, due.payment, 'ACKNOWLEDGEMENT')
  await saveProgress(ctx, due, { lastError: null, nextAttemptAt })
}

async function acknowledgeAtStore(
  ctx: AppContext,
  payment: PaymentRow,
  action: 'ACKNOWLEDGE' | 'CONSUME',
): Promise<StoreActionResult> {
  const { appId } = ctx.app
  const [purchase, sale, adapter] = await Promise.all([
    selectPurchase(ctx.db, appId, payment.purchaseId),
    selectSaleOfPurchase(ctx.db, appId, payment.purchaseId),
    requireStoreAdapter(ctx, payment.store),
  ])
  if (purchase === null || sale === null) {
    return { kind: 'rejected', reason: 'No stored reference for this purchase.' }
  }
  const details = decryptSaleReference(ctx.keyring, appId, payment.store, sale.encryptedReference)
  const { environment, subscriptionId } = payment
  if (subscriptionId === null) {
    return adapter.acknowledge({ details, storeProductId: purchase.storeProductId, environment, action })
  }
  const subscription = await selectSubscription(ctx.db, appId, subscriptionId)
  if (subscription === null || adapter.subscriptions === null) {
    return { kind: 'rejected', reason: 'The connection cannot acknowledge subscriptions.' }
  }
  const { storeProductId } = subscription
  const { accountToken } = purchase
  return adapter.subscriptions.acknowledgeSubscription({ details, storeProductId, environment, accountToken })
}

/**
 * A store rejects the acknowledgement of a refunded sale, so the payment is refreshed first. If the payment is not refunded, the
 * acknowledgement fails after `maxRejections` attempts, and an operator has to act.
 */
async function handleRejection(ctx: AppContext, due: DueAcknowledgement, reason: string): Promise<void> {
  await refreshFromStore(ctx, due.payment, 'ACKNOWLEDGEMENT')
  const attempts = due.acknowledgement.attempts + 1
  if (attempts < maxRejections) return scheduleRetry(ctx, due, new StoreUnavailableError(reason))
  // This changes nothing if the payment is REFUNDED by now, because its acknowledgement is no longer PENDING.
  await finishAcknowledgement(ctx, due, { status: 'FAILED', attempts, lastError: reason })
}

/** Whether the store refunded the payment at the deadline is read from the store. */
async function refreshAfterDeadline(ctx: AppContext, due: DueAcknowledgement): Promise<void> {
  await refreshFromStore(ctx, due.payment, 'ACKNOWLEDGEMENT')
  const nextAttemptAt = new Date(ctx.clock().getTime() + maxRetryDelayMs)
  await saveProgress(ctx, due, { nextAttemptAt })
}

async function scheduleRetry(ctx: AppContext, due: DueAcknowledgement, error: Error): Promise<void> {
  const { payment, acknowledgement } = due
  const isByServer = ctx.app.row.acknowledgeBy === 'SERVER'
  // Reading what the app did is no attempt to acknowledge.
  const attempts = acknowledgement.attempts + (isByServer ? 1 : 0)
  ctx.log.warn(
    { error, appId: ctx.app.appId, paymentId: payment.id, attempts },
    'could not acknowledge a payment',
  )
  const delayMs = isByServer ? backoffMs(attempts, initialRetryDelayMs, maxRetryDelayMs) : maxRetryDelayMs
  const nextAttemptAt = new Date(ctx.clock().getTime() + delayMs)
  await saveProgress(ctx, due, { attempts, lastError: error.message, nextAttemptAt })
}

type AcknowledgementChange = Partial<
  Pick<AcknowledgementRow, 'attempts' | 'lastError' | 'storeAcknowledged' | 'deadlineAt'>
>

async function saveProgress(
  ctx: AppContext,
  { acknowledgement }: DueAcknowledgement,
  change: AcknowledgementChange & { readonly nextAttemptAt: Date },
): Promise<void> {
  const { appId, paymentId, attempts, lastError, storeAcknowledged, deadlineAt } = acknowledgement
  await updateAcknowledgementProgress(ctx.db, {
    appId,
    paymentId,
    claimedUntil: acknowledgement.nextAttemptAt,
    attempts,
    lastError,
    storeAcknowledged,
    deadlineAt,
    ...change,
  })
}

async function finishAcknowledgement(
  ctx: AppContext,
  { payment }: DueAcknowledgement,
  result: { status: 'ACKNOWLEDGED' | 'FAILED'; attempts: number; lastError: string | null },
): Promise<void> {
  const { appId } = ctx.app
  const moved = await updateAcknowledgementFinished(ctx.db, {
    appId,
    paymentId: payment.id,
    ...result,
    eventId: newUuid(),
    now: ctx.clock(),
  })
  if (moved === null) return
  ctx.count('acknowledgements', {
    store: payment.store,
    result: result.status === 'ACKNOWLEDGED' ? 'acknowledged' : 'failed',
  })
  if (result.status === 'FAILED') {
    ctx.log.error(
      { appId, paymentId: payment.id, reason: result.lastError },
      'acknowledgement failed permanently',
    )
  }
  ctx.events.notifyCommitted(appId)
}
