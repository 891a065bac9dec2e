import type { SubscriptionFacts } from './subscription-facts.ts'
import type { SubscriptionReading } from './subscription-reading.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs

type Facts = Pick<
  SubscriptionFacts,
  | 'status'
  | 'accessUntil'
  | 'gracePeriodEndsAt'
  | 'resumesAt'
  | 'pendingChangeAt'
  | 'pendingProductId'
  | 'priceChangeStatus'
  | 'consentBy'
  | 'acknowledgementDeadlineAt'
  | 'startedAt'
>

/** After the end of the access the store is read at these times, and then daily. */
const delaysAfterEndMs = [2 * minuteMs, hourMs, 6 * hourMs]

/** A store retries a charge for at most about this long. */
const holdMs = 62 * dayMs

type Limits = Pick<SubscriptionReading, 'answersAfterEndMs' | 'maxUnreadMs'>

/**
 * When to read a subscription again if no notification does it before: at each time at which its state can change, daily while something
 * is pending, now and then where nothing else finds a lost notification, and weekly after its end until the store no longer answers. Null
 * when it does not. Pure.
 */
export function planNextCheck(facts: Facts, limits: Limits, now: Date): Date | null {
  const moments = [
    facts.resumesAt,
    facts.pendingChangeAt,
    facts.consentBy,
    facts.gracePeriodEndsAt,
    facts.acknowledgementDeadlineAt,
  ].map((moment) => (moment === null ? null : moment.getTime() + 2 * minuteMs))
  const candidates = [
    ...moments,
    ...checksAfterEnd(facts, limits.answersAfterEndMs, now),
    dailyCheck(facts, now),
    regularCheck(facts, limits.maxUnreadMs, now),
  ]
  const ahead = candidates.filter((time) => time !== null).filter((time) => time > now.getTime())
  return ahead.length === 0 ? null : new Date(Math.min(...ahead))
}

function dailyCheck(facts: Facts, now: Date): number | null {
  const { status } = facts
  const isPending =
    status === 'PENDING' ||
    status === 'IN_GRACE_PERIOD' ||
    facts.pendingProductId !== null ||
    facts.priceChangeStatus === 'OUTSTANDING'
  const isEnded = status === 'EXPIRED' || status === 'REVOKED'
  return isPending && !isEnded ? now.getTime() + dayMs : null
}

function regularCheck({ status }: Facts, maxUnreadMs: number | null, now: Date): number | null {
  const givesAccess = status === 'ACTIVE' || status === 'IN_GRACE_PERIOD'
  return givesAccess && maxUnreadMs !== null ? now.getTime() + maxUnreadMs : null
}

function checksAfterEnd(
  { status, accessUntil, startedAt }: Facts,
  answersAfterEndMs: number,
  now: Date,
): number[] {
  const end = (accessUntil ?? startedAt).getTime()
  const checks = delaysAfterEndMs.map((delayMs) => end + delayMs)
  const mayComeBack = status !== 'EXPIRED' && status !== 'REVOKED' && now.getTime() < end + holdMs
  if (mayComeBack) return [...checks, Math.max(end, now.getTime()) + dayMs]
  const last = end + answersAfterEndMs
  const next = now.getTime() + weekMs
  return now.getTime() >= last ? checks : [...checks, Math.min(next, last)]
}

const maxRetryDelayMs = 60 * minuteMs

/** When to read again after a failed reading. */
export function planRetry(failedReads: number, now: Date): Date {
  const delayMs = Math.min(minuteMs * 2 ** Math.min(failedReads, 10), maxRetryDelayMs)
  return new Date(now.getTime() + delayMs)
}
