import type { ItemRow, PaymentRow, SubscriptionRow } from '../../src/domain/models.ts'
import { diffSnapshot, type SnapshotPlan } from '../../src/domain/subscription/diff-snapshot.ts'
import type { Chain } from '../../src/domain/subscription/lock-chain.ts'
import type { SubscriptionReading } from '../../src/domain/subscription/subscription-reading.ts'
import { planRefund } from '../../src/domain/store-sync/plan-refund.ts'
import type { SubscriptionPeriod, SubscriptionSnapshot } from '../../src/stores/contract/subscription.ts'
import type { UserRow } from '../../src/db/queries/users.ts'
import type { HistoryStore } from './store-history.ts'

export type AnsweredReading = {
  readonly store: HistoryStore
  readonly version: bigint
  readonly readAt: Date
  readonly snapshot: SubscriptionSnapshot
}

const items = new Map(['vip', 'gold'].map((id) => [id, { id, type: 'AUTO_RENEWABLE' } as ItemRow]))
const owner = { user: { id: 'user', erasedAt: null } as UserRow, purchase: null }

/** The records of one subscription, written in memory as the reader writes them to the database. */
export class RecordedHistory {
  #row: SubscriptionRow | null = null
  #lines: SnapshotPlan['lines'] = []
  #payments: readonly PaymentRow[] = []
  #appliedVersion = 0n

  knownPeriods(): ReadonlySet<string> {
    return new Set(this.#payments.map(({ storeTransactionId }) => storeTransactionId))
  }

  /** Whether the reading was outdated, so that the store is read again. */
  apply({ store, version, readAt, snapshot }: AnsweredReading): boolean {
    const isOutdated = version < this.#appliedVersion
    if (isOutdated && this.#row === null) return true
    if (!isOutdated) this.#appliedVersion = version
    const reading = this.#toReading({ store, version, readAt, snapshot })
    const chain = this.#toChain(snapshot, isOutdated)
    const { periods } = snapshot
    const plan = diffSnapshot(reading, {
      chain,
      owner,
      items,
      periods,
      refundPolicy: 'FOLLOW_STORE',
      now: readAt,
    })
    const base = this.#row ?? ({ storeReadAt: readAt } as SubscriptionRow)
    this.#row = { ...base, ...(plan.differs ? plan.row : plan.check) }
    if (plan.appliesState && plan.linesDiffer) this.#lines = plan.lines
    const recorded = plan.missing.map(({ period }) => toPayment(period))
    const updated = [...chain.payments, ...recorded].map((payment) => {
      const period = periods.find(({ periodId }) => periodId === payment.storeTransactionId)
      if (period === undefined) return payment
      const replaced = { ...payment, isReplaced: payment.isReplaced || period.isReplaced }
      const decides = !chain.isOlderStatement || recorded.includes(payment)
      return decides ? withRefund(replaced, period) : replaced
    })
    this.#payments = updated
    return isOutdated
  }

  #toReading({ store, version, readAt, snapshot }: AnsweredReading): SubscriptionReading {
    return {
      store,
      traits: {} as SubscriptionReading['traits'],
      source: 'NOTIFICATION',
      snapshot,
      saleRead: { store, key: new Uint8Array(), version, readAt },
      notifiedAccountToken: null,
      claim: null,
      answersAfterEndMs: 0,
      maxUnreadMs: null,
      hiddenRetryMs: 0,
      takesAccountToken: false,
    }
  }

  #toChain({ statedAt }: SubscriptionSnapshot, isOutdated: boolean): Chain {
    const before = this.#row?.storeStatedAt ?? null
    return {
      recorded: this.#row,
      lines: this.#lines.map((line) => ({ ...line, appId: 'app', subscriptionId: 'subscription' })),
      payments: this.#payments,
      foreignPayments: [],
      ownToken: null,
      absorbed: null,
      isSuperseded: false,
      isOlderStatement: isOutdated || (statedAt !== null && before !== null && statedAt < before),
      isImported: false,
    }
  }

  /** What must not depend on when and how often the store was read. */
  result() {
    const {
      storeReadAt: _read,
      storeStatedAt: _stated,
      nextCheckAt: _next,
      endedAt: _ended,
      ...row
    } = {
      ...this.#row,
    }
    const payments = this.#payments.map((payment) => ({
      id: payment.storeTransactionId,
      itemId: payment.itemId,
      priceMicros: payment.priceMicros,
      status: payment.status,
      refundedMicros: payment.refundedMicros,
      isReplaced: payment.isReplaced,
    }))
    return { row, lines: this.#lines, payments: payments.toSorted((a, b) => (a.id < b.id ? -1 : 1)) }
  }
}

function toPayment(period: SubscriptionPeriod): PaymentRow {
  const payment: Partial<PaymentRow> = {
    id: period.periodId,
    storeTransactionId: period.periodId,
    lineItem: period.lineKey,
    itemId: period.storeProductId,
    status: 'COMPLETED',
    quantity: period.quantity,
    priceMicros: period.price?.amountMicros ?? null,
    refundedQuantity: 0,
    refundedMicros: null,
    paidAt: period.paidAt,
    periodStartsAt: period.startsAt,
    periodEndsAt: period.endsAt,
    periodPhase: period.phase,
    isReplaced: period.isReplaced,
  }
  return payment as PaymentRow
}

function withRefund(payment: PaymentRow, { refund }: SubscriptionPeriod): PaymentRow {
  const step = planRefund(payment, refund)
  if (step === null) return payment
  const { full, quantity, amountMicros } = step.to
  const status = full ? 'REFUNDED' : 'COMPLETED'
  const moved: PaymentRow = { ...payment, status, refundedQuantity: quantity, refundedMicros: amountMicros }
  return withRefund(moved, { refund } as SubscriptionPeriod)
}
