import type { StoredPeriod, StoredSubscription } from './subscription-rows.ts'

const dayMs = 24 * 60 * 60_000
const monthMs = 30.4375 * dayMs

type Row = { readonly subscription: StoredSubscription; readonly period: StoredPeriod }

export type Selection = {
  readonly environment: string
  readonly stores: readonly string[] | null
  readonly itemId: string | null
  readonly from: Date
  readonly to: Date
  readonly now: Date
}

/** The numbers of the statistics, from the inserted rows by other means than the server's. */
export function expectStatistics(all: readonly StoredSubscription[], selection: Selection) {
  const { environment, stores, itemId, from, to, now } = selection
  const scoped = all.filter(
    (one) => one.environment === environment && (stores === null || stores.includes(one.store)),
  )
  const chosen = scoped.filter((one) => itemId === null || one.itemId === itemId)
  const rows = scoped.flatMap((subscription) =>
    subscription.periods.map((period) => ({ subscription, period })),
  )
  const chosenRows = rows.filter(({ period }) => itemId === null || period.itemId === itemId)
  const paid = chosenRows.filter(({ period }) => isBetween(period.paidAt, from, to))
  const ended = chosen.filter(({ endedAt }) => endedAt !== null && isBetween(endedAt, from, to))
  const trials = chosenRows.filter(
    ({ period }) => period.phase === 'TRIAL' && isBetween(period.endsAt, from, to) && period.endsAt <= now,
  )
  const outcomes = trials.map(({ subscription, period }) => outcomeOf(subscription, period))
  const kinds = (kind: string) => paid.filter(({ period }) => period.kind === kind).length
  const back = paid.filter((row) => row.period.kind === 'INITIAL' && isBack(all, row)).length
  return {
    current: countCurrent(chosen),
    recurringRevenue: sumRevenue(scoped, selection),
    movement: {
      started: kinds('INITIAL') - back,
      resubscribed: back,
      renewed: kinds('RENEWAL'),
      recovered: kinds('RECOVERY'),
      changed: kinds('CHANGE'),
      toppedUp: kinds('TOP_UP'),
      expired: ended.filter(({ status }) => status === 'EXPIRED').length,
      revoked: ended.filter(({ status }) => status === 'REVOKED').length,
    },
    trials: {
      ended: trials.length,
      converted: outcomes.filter((outcome) => outcome === 'CONVERTED').length,
      notConverted: outcomes.filter((outcome) => outcome === 'NOT_CONVERTED').length,
      open: outcomes.filter((outcome) => outcome === 'OPEN').length,
    },
    churn: countChurn(ended),
  }
}

const isBetween = (time: Date, from: Date, to: Date) => time >= from && time < to

function countCurrent(chosen: readonly StoredSubscription[]) {
  const count = (test: (one: StoredSubscription) => boolean) => chosen.filter((one) => test(one)).length
  const hasAccess = ({ status }: StoredSubscription) => status === 'ACTIVE' || status === 'IN_GRACE_PERIOD'
  return {
    active: count(({ status }) => status === 'ACTIVE'),
    inGracePeriod: count(({ status }) => status === 'IN_GRACE_PERIOD'),
    onHold: count(({ status }) => status === 'ON_HOLD'),
    paused: count(({ status }) => status === 'PAUSED'),
    pending: count(({ status }) => status === 'PENDING'),
    willNotRenew: count(({ status, willRenew }) => status === 'ACTIVE' && !willRenew),
    inTrial: count((one) => hasAccess(one) && one.phase === 'TRIAL'),
    shared: count((one) => hasAccess(one) && one.ownership === 'SHARED'),
  }
}

function isBack(all: readonly StoredSubscription[], { subscription, period }: Row): boolean {
  return all.some(
    (other) =>
      other.userId === subscription.userId &&
      other.environment === subscription.environment &&
      other.periods.some(({ itemId, paidAt }) => itemId === period.itemId && paidAt < period.paidAt),
  )
}

function outcomeOf({ periods, endedAt }: StoredSubscription, trial: StoredPeriod) {
  const isCharged = periods.some(
    ({ startsAt, phase, priceMicros }) =>
      startsAt > trial.startsAt && phase !== 'TRIAL' && priceMicros !== 0n,
  )
  if (isCharged) return 'CONVERTED'
  return endedAt === null ? 'OPEN' : 'NOT_CONVERTED'
}

/** The periods that stand at the moment: of those with the latest end, or all that have not ended. */
function currentPeriodsOf({ status, periods }: StoredSubscription, now: Date): StoredPeriod[] {
  if (status !== 'ACTIVE' && status !== 'IN_GRACE_PERIOD') return []
  const begun = periods.filter(({ startsAt }) => startsAt <= now)
  const replaced = new Set(begun.map(({ replaces }) => replaces))
  const standing = begun.filter(({ id, isReplaced }) => !isReplaced && !replaced.has(id))
  const running = standing.filter(({ endsAt }) => endsAt > now)
  if (running.length > 0) return running
  const last = Math.max(...standing.map(({ endsAt }) => endsAt.getTime()))
  return standing.filter(({ endsAt }) => endsAt.getTime() === last)
}

/** Millionths of the amount of one month, rounded half up; the lengths of the test's periods are whole days. */
function toMonthly({ phase, priceMicros, refundedMicros, startsAt, endsAt }: StoredPeriod): bigint {
  if (priceMicros === null || phase === 'TRIAL' || phase === 'PREPAID') return 0n
  const lengthMs = endsAt.getTime() - startsAt.getTime()
  const months = Math.max(1, Math.round(lengthMs / monthMs))
  const isMonths = Math.abs(lengthMs - months * monthMs) <= 3 * dayMs
  const [multiplier, divisor] = isMonths ? [1n, BigInt(months)] : [BigInt(monthMs), BigInt(lengthMs)]
  const dividend = (priceMicros - (refundedMicros ?? 0n)) * multiplier
  return (2n * dividend + divisor) / (2n * divisor)
}

function sumRevenue(scoped: readonly StoredSubscription[], { itemId, now }: Selection) {
  const sums = new Map<string | null, { micros: bigint; paymentCount: number; subscriptions: Set<string> }>()
  for (const subscription of scoped) {
    for (const period of currentPeriodsOf(subscription, now)) {
      if (itemId !== null && period.itemId !== itemId) continue
      const { currencyCode } = period
      const sum = sums.get(currencyCode) ?? { micros: 0n, paymentCount: 0, subscriptions: new Set<string>() }
      sum.subscriptions.add(subscription.id)
      sums.set(currencyCode, {
        micros: sum.micros + toMonthly(period),
        paymentCount: sum.paymentCount + 1,
        subscriptions: sum.subscriptions,
      })
    }
  }
  return [...sums].map(([currencyCode, { micros, paymentCount, subscriptions }]) => ({
    currencyCode,
    micros,
    paymentCount,
    subscriptionCount: subscriptions.size,
  }))
}

function countChurn(ended: readonly StoredSubscription[]) {
  const churned = ended.filter(({ cancelReason }) => cancelReason !== 'REPLACED')
  return [...new Set(churned.map(({ cancelReason }) => cancelReason))].map((cancelReason) => {
    const same = churned.filter((one) => one.cancelReason === cancelReason)
    const trialCount = same.filter(({ phase }) => phase === 'TRIAL').length
    return { cancelReason, count: same.length, trialCount }
  })
}
