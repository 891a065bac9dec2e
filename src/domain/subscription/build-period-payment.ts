import type { PeriodPayment } from '../../db/queries/insert-period-payment.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'
import type { ItemRow, PaymentRow } from '../models.ts'
import { getDeadlineMilestones, nextDailyCheckAt } from '../store-sync/acknowledgement-policy.ts'
import { hashSaleKey } from '../store-sync/sale-reference.ts'
import { toPeriodKey, type MissingPeriod } from './diff-periods.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

type PeriodToBuild = {
  readonly missing: MissingPeriod
  readonly item: ItemRow
  readonly owner: Pick<PaymentRow, 'userId' | 'purchaseId'> & { readonly subscriptionId: string }
  /** The payments of the subscription that may be replaced. */
  readonly earlier: readonly PaymentRow[]
  /** Only the first payment of a token is acknowledged at the store. */
  readonly isFirstOfToken: boolean
  /** The newest period of the reading keeps the store's answer. */
  readonly isLast: boolean
  /** Another server delivered the period, and no event tells it. */
  readonly isImported: boolean
}

/** The key of the sale of a period: each has its own, so that it is unique within its store. */
function toPeriodSaleKey(periodId: string): Buffer {
  return hashSaleKey(`period:${periodId}`)
}

/**
 * A period of an item that is not consumable completes by itself, and so does a trial of a consumable one unless its item says that trials
 * are consumed. It is recorded as COMPLETED at once, with the events of both steps.
 */
export function buildPeriodPayment(
  ctx: AppContext,
  reading: SubscriptionReading,
  build: PeriodToBuild,
): PeriodPayment {
  const now = ctx.clock()
  const { missing, item } = build
  const isFreeOfConsume = missing.period.phase === 'TRIAL' && !item.consumeTrial
  const consumable = item.type === 'CONSUMABLE_AUTO_RENEWABLE' && !isFreeOfConsume && !build.isImported
  const payment: PeriodPayment['payment'] = {
    ...toSaleColumns(reading, build),
    ...toPeriodColumns(build),
    appId: ctx.app.appId,
    id: newUuid(),
    consumable,
    status: consumable ? 'PAID' : 'COMPLETED',
    completedAt: consumable ? null : now,
    deliveryReference: null,
    verifiedAt: now,
    submittedAt: reading.claim?.kind === 'RECEIPT' ? now : null,
    acknowledgementStatus: toAcknowledgementStatus(ctx, reading, build),
    ...noRefund,
  }
  return {
    payment,
    eventIds: build.isImported ? null : [newUuid(), newUuid()],
    receipt: build.isLast ? { id: newUuid(), source: reading.source, raw: reading.snapshot.raw } : null,
    acknowledgement: toAcknowledgement(ctx, reading, { ...payment, isImported: build.isImported }),
    now,
  }
}

const noRefund = {
  refundedAt: null,
  refundedQuantity: 0,
  refundedMicros: null,
  refundReason: null,
  refundDetectedBy: null,
  refundRequestedAt: null,
  refundAcceptedAt: null,
} as const

function toSaleColumns(
  { store, snapshot }: SubscriptionReading,
  { missing: { period }, item, owner }: PeriodToBuild,
) {
  const { price, offer } = period
  return {
    ...owner,
    itemId: item.id,
    store,
    environment: snapshot.environment,
    storeTransactionId: period.periodId,
    lineItem: period.lineKey,
    saleKey: toPeriodSaleKey(period.periodId),
    storeOrderId: period.storeOrderId,
    ownership: snapshot.ownership,
    priceMicros: price?.amountMicros ?? null,
    currencyCode: price?.currencyCode ?? null,
    quantity: period.quantity,
    countryCode: snapshot.countryCode,
    offerKind: offer?.kind ?? null,
    purchaseOptionId: offer?.purchaseOptionId ?? null,
    offerId: offer?.offerId ?? null,
    paidAt: period.paidAt,
  }
}

function toPeriodColumns({ missing: { period, kind, replaces }, earlier }: PeriodToBuild) {
  return {
    periodKey: toPeriodKey(period),
    periodStartsAt: period.startsAt,
    periodEndsAt: period.endsAt,
    periodKind: kind,
    periodPhase: period.phase,
    replacesPaymentId:
      replaces === null ? null : (earlier.find((each) => each.storeTransactionId === replaces)?.id ?? null),
    isReplaced: period.isReplaced,
  }
}

function toAcknowledgementStatus(
  { app }: AppContext,
  { traits, snapshot }: SubscriptionReading,
  { isFirstOfToken }: PeriodToBuild,
): PaymentRow['acknowledgementStatus'] {
  const { acknowledgement, ownership } = snapshot
  if (!isFirstOfToken || !traits.needsAcknowledgement || ownership === 'SHARED') return 'NOT_REQUIRED'
  if (app.row.acknowledgeBy === 'CLIENT' && !traits.reportsAcknowledgement) return 'NOT_REQUIRED'
  return acknowledgement.acknowledged ? 'ACKNOWLEDGED' : 'PENDING'
}

/** If the payment is already due, the sequencer enqueues the job when it assigns the position of the event. */
function toAcknowledgement(
  ctx: AppContext,
  { snapshot: { acknowledgement } }: SubscriptionReading,
  {
    acknowledgementStatus,
    paidAt,
    isImported,
  }: Pick<PaymentRow, 'acknowledgementStatus' | 'paidAt'> & Pick<PeriodToBuild, 'isImported'>,
): PeriodPayment['acknowledgement'] {
  if (acknowledgementStatus !== 'PENDING') return null
  const { deadlineAt, acknowledged } = acknowledgement
  return {
    deadlineAt,
    storeAcknowledged: acknowledged,
    // Without an event nothing else enqueues the job.
    nextAttemptAt: isImported
      ? ctx.clock()
      : deadlineAt === null
        ? nextDailyCheckAt(ctx.clock())
        : getDeadlineMilestones(paidAt, deadlineAt).warnAt,
  }
}
