import type {
  SubscriptionPeriod,
  SubscriptionSnapshot,
  SubscriptionState,
} from '../../src/stores/contract/subscription.ts'
import { dayMs } from '../support/time.ts'

export const historyStores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const
export type HistoryStore = (typeof historyStores)[number]

/** What can happen to a subscription between two readings. What is impossible in its state changes nothing. */
export const historySteps = [
  'RENEW',
  'DECLINE',
  'HOLD',
  'RECOVER',
  'CANCEL',
  'RESTART',
  'EXPIRE',
  'RESUBSCRIBE',
  'REFUND',
  'REFUND_EARLIER',
  'REVERSE_REFUND',
  'CHANGE_PLAN',
  'SCHEDULE_CHANGE',
  'UNDO_CHANGE',
  'PAUSE',
  'RESUME',
  'EXTEND',
  'REVOKE',
] as const
export type HistoryStep = (typeof historySteps)[number]

/** What a store knows at one time. Times are milliseconds. */
export type StoreState = {
  readonly now: number
  readonly state: SubscriptionState
  readonly accessUntil: number
  readonly willRenew: boolean
  readonly reason: SubscriptionSnapshot['cancelReason']
  readonly product: string
  readonly pendingProduct: string | null
  readonly resumesAt: number | null
  readonly periods: readonly SubscriptionPeriod[]
  /** The period whose refund the store's notification names. */
  readonly notifiedPeriodId: string | null
}

const [start, monthMs] = [Date.UTC(2026, 0, 1), 30 * dayMs]
const price = { amountMicros: 9_990_000n, currencyCode: 'USD' }

export function beginHistory(isTrial: boolean): StoreState {
  const empty: StoreState = {
    now: start,
    state: 'ACTIVE',
    accessUntil: start,
    willRenew: true,
    reason: null,
    product: 'vip',
    pendingProduct: null,
    resumesAt: null,
    periods: [],
    notifiedPeriodId: null,
  }
  return charge(empty, { kind: 'INITIAL', phase: isTrial ? 'TRIAL' : 'NORMAL', startsAt: start })
}

function charge(
  before: StoreState,
  {
    kind,
    phase = 'NORMAL',
    startsAt,
  }: Pick<SubscriptionPeriod, 'kind'> & { phase?: 'TRIAL' | 'NORMAL'; startsAt: number },
): StoreState {
  const periodId = `period-${before.periods.length}`
  const endsAt = startsAt + monthMs
  const period: SubscriptionPeriod = {
    periodId,
    lineKey: '',
    storeOrderId: null,
    storeProductId: before.product,
    quantity: 1,
    price: phase === 'TRIAL' ? { ...price, amountMicros: 0n } : price,
    paidAt: new Date(before.now),
    startsAt: new Date(startsAt),
    endsAt: new Date(endsAt),
    phase,
    offer: null,
    kind,
    replaces: null,
    refund: null,
    isReplaced: false,
  }
  const periods = [...before.periods, period]
  return { ...before, state: 'ACTIVE', accessUntil: endsAt, resumesAt: null, reason: null, periods }
}

export type TimedStep = { readonly step: HistoryStep; readonly days: number }

/** Google Play takes no refund back. */
export function takeStep(store: HistoryStore, before: StoreState, { step, days }: TimedStep): StoreState {
  const later = { ...before, now: before.now + days * dayMs, notifiedPeriodId: null }
  return store === 'GOOGLE_PLAY' && step === 'REVERSE_REFUND' ? later : steps[step](later)
}

const isOpen = ({ state }: StoreState) => ['ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD', 'PAUSED'].includes(state)

const steps: Readonly<Record<HistoryStep, (state: StoreState) => StoreState>> = {
  RENEW: (state) => {
    if (state.state !== 'ACTIVE' || !state.willRenew) return state
    const product = state.pendingProduct ?? state.product
    const startsAt = Math.max(state.accessUntil, state.now)
    return charge({ ...state, now: startsAt, product, pendingProduct: null }, { kind: 'RENEWAL', startsAt })
  },
  DECLINE: (state) => {
    if (state.state !== 'ACTIVE' || !state.willRenew) return state
    const now = Math.max(state.accessUntil, state.now)
    return { ...state, now, state: 'IN_GRACE_PERIOD', accessUntil: now + 7 * dayMs }
  },
  HOLD: (state) => (state.state === 'IN_GRACE_PERIOD' ? { ...state, state: 'ON_HOLD' } : state),
  RECOVER: (state) =>
    state.state === 'IN_GRACE_PERIOD' || state.state === 'ON_HOLD'
      ? charge({ ...state, willRenew: true }, { kind: 'RECOVERY', startsAt: state.now })
      : state,
  CANCEL: (state) =>
    isOpen(state) ? { ...state, willRenew: false, reason: 'USER', pendingProduct: null } : state,
  RESTART: (state) => (state.state === 'ACTIVE' ? { ...state, willRenew: true, reason: null } : state),
  EXPIRE: (state) => (isOpen(state) ? end(state, 'EXPIRED') : state),
  RESUBSCRIBE: (state) =>
    isOpen(state) ? state : charge({ ...state, willRenew: true }, { kind: 'INITIAL', startsAt: state.now }),
  REFUND: (state) => refund(state, state.periods.length - 1),
  REFUND_EARLIER: (state) => refund(state, Math.floor(state.periods.length / 2) - 1),
  REVERSE_REFUND: (state) => ({
    ...state,
    periods: state.periods.map((period) => ({ ...period, refund: null })),
  }),
  CHANGE_PLAN: (state) => {
    if (state.state !== 'ACTIVE') return state
    const product = state.product === 'vip' ? 'gold' : 'vip'
    const periods = state.periods.map((period, index) =>
      index === state.periods.length - 1 ? { ...period, isReplaced: true } : period,
    )
    return charge(
      { ...state, product, periods, pendingProduct: null },
      { kind: 'CHANGE', startsAt: state.now },
    )
  },
  SCHEDULE_CHANGE: (state) =>
    state.state === 'ACTIVE' && state.willRenew
      ? { ...state, pendingProduct: state.product === 'vip' ? 'gold' : 'vip' }
      : state,
  UNDO_CHANGE: (state) => ({ ...state, pendingProduct: null }),
  PAUSE: (state) => {
    if (state.state !== 'ACTIVE' || !state.willRenew) return state
    const now = Math.max(state.accessUntil, state.now)
    return { ...state, now, state: 'PAUSED', resumesAt: now + monthMs }
  },
  RESUME: (state) =>
    state.state === 'PAUSED' ? charge(state, { kind: 'RENEWAL', startsAt: state.now }) : state,
  EXTEND: (state) =>
    state.state === 'ACTIVE' ? { ...state, accessUntil: state.accessUntil + 10 * dayMs } : state,
  REVOKE: (state) => (isOpen(state) ? end(refund(state, state.periods.length - 1), 'REVOKED') : state),
}

function end(state: StoreState, ended: 'EXPIRED' | 'REVOKED'): StoreState {
  const reason = ended === 'REVOKED' ? 'STORE' : (state.reason ?? 'BILLING')
  const accessUntil = Math.min(state.accessUntil, state.now)
  return {
    ...state,
    state: ended,
    willRenew: false,
    reason,
    accessUntil,
    pendingProduct: null,
    resumesAt: null,
  }
}

function refund(state: StoreState, index: number): StoreState {
  const period = state.periods[index]
  if (period === undefined) return state
  const refunded = {
    full: true,
    refundedAt: new Date(state.now),
    quantity: 1,
    amountMicros: period.price?.amountMicros ?? null,
    reason: null,
  }
  const periods = state.periods.map((each) => (each === period ? { ...each, refund: refunded } : each))
  return { ...state, periods, notifiedPeriodId: period.periodId }
}

type Request = {
  /** The periods that were recorded when the reading began. */
  readonly known: ReadonlySet<string>
  /** The period that the notification names which caused the reading. */
  readonly notifiedPeriodId: string | null
}

/** A store answers with all periods, with the last one and those that are not known, or with the last one only. */
export function answer(store: HistoryStore, state: StoreState, request: Request): SubscriptionSnapshot {
  const { now, product, pendingProduct, resumesAt } = state
  const shown = store === 'ONE_STORE' && state.state === 'IN_GRACE_PERIOD' ? 'ACTIVE' : state.state
  const accessUntil = new Date(state.accessUntil)
  return {
    environment: 'PRODUCTION',
    reference: { key: 'token', details: '{}' },
    replaces: [],
    former: null,
    isReplaced: false,
    state: shown,
    accessUntil,
    willRenew: state.willRenew,
    renewsAt: state.willRenew && shown === 'ACTIVE' ? accessUntil : null,
    gracePeriodEndsAt: shown === 'IN_GRACE_PERIOD' ? accessUntil : null,
    resumesAt: resumesAt === null ? null : new Date(resumesAt),
    canceledAt: null,
    cancelReason: state.reason,
    startedAt: new Date(start),
    phase: state.periods.at(-1)?.phase ?? 'OTHER',
    ownership: 'BOUGHT',
    lines: [
      {
        lineKey: '',
        storeProductId: product,
        basePlanId: null,
        offer: null,
        accessUntil,
        givesAccess: shown === 'ACTIVE' || shown === 'IN_GRACE_PERIOD',
        willRenew: state.willRenew,
        renewalPrice: price,
      },
    ],
    pendingChange:
      pendingProduct === null ? null : { storeProductId: pendingProduct, basePlanId: null, at: accessUntil },
    priceChange: null,
    commitment: null,
    periods: listPeriods(store, state, request),
    accountToken: null,
    storeAccountId: null,
    countryCode: 'US',
    groupId: null,
    acknowledgement: { acknowledged: true, consumed: false, deadlineAt: null },
    statedAt: store === 'APP_STORE' ? new Date(now) : null,
    assumption: null,
    raw: '{}',
  }
}

function listPeriods(
  store: HistoryStore,
  { periods, now }: StoreState,
  { known, notifiedPeriodId }: Request,
): readonly SubscriptionPeriod[] {
  const last = periods.at(-1)
  switch (store) {
    case 'APP_STORE':
      return periods
    case 'GOOGLE_PLAY':
      return periods
        .filter(
          (period) => period === last || period.periodId === notifiedPeriodId || !known.has(period.periodId),
        )
        .map((period) => ({ ...period, isReplaced: false }))
    case 'ONE_STORE': {
      const stated = { refund: null, isReplaced: false, kind: 'UNKNOWN' as const }
      const readAt = new Date(Math.min(now, last?.endsAt.getTime() ?? now))
      return periods.slice(-1).map((period) => ({ ...period, ...stated, paidAt: readAt, startsAt: readAt }))
    }
  }
}
