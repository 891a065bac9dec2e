import { periodEnd } from './test-clock.ts'
import type { ChangeContext } from './change.ts'
import type {
  OfferPhase,
  Subscription,
  SubscriptionDraft,
  SubscriptionLine,
  SubscriptionPeriod,
} from './subscription.ts'

/** A period has at most this many predecessors: the store stops the renewals then, so that a fast clock does not fill the memory. */
export const maxPeriods = 1000

type ChargeInput = {
  kind: SubscriptionPeriod['kind']
  startsAt: number
  /** Default: the end of the period of the plan. */
  endsAt?: number
  /** Default: the price of the plan in its current phase. */
  priceMicros?: string
  /** Default: the next phase of the plan. */
  phase?: SubscriptionPeriod['phase']
}

/** Charges one period for all lines: the subscription is active until its end. */
export function charge<Sold extends SubscriptionDraft>(
  subscription: Sold,
  input: ChargeInput,
  ctx: ChangeContext,
): Sold {
  const lines = subscription.lines.filter(({ state }) => state !== 'EXPIRED')
  const [main] = lines
  if (main === undefined) throw new Error(`${subscription.id} has no line to charge`)
  const offer = input.phase === undefined ? main.phases[0] : undefined
  const phase = input.phase ?? offer?.kind ?? (subscription.planType === 'PREPAID' ? 'PREPAID' : 'NORMAL')
  const items = lines.map((line, index) => ({
    productId: line.productId,
    basePlanId: line.basePlanId,
    priceMicros:
      input.priceMicros === undefined ? priceOf(line, input) : index === 0 ? input.priceMicros : '0',
  }))
  const endsAt =
    input.endsAt ??
    periodEnd(subscription.clock, input.startsAt, offer?.period ?? main.period, phase === 'TRIAL')
  const period: SubscriptionPeriod = {
    ...ctx.newPeriodIds(subscription),
    kind: input.kind,
    phase,
    offer: offer === undefined ? null : toPeriodOffer(offer),
    chargedAt: ctx.now,
    startsAt: input.startsAt,
    endsAt,
    cutAt: null,
    items,
    priceMicros: items.reduce((sum, item) => sum + BigInt(item.priceMicros), 0n).toString(),
    refund: null,
    commitmentPeriod: subscription.commitment === null ? null : subscription.commitment.paid + 1,
    finishedAt: null,
    revision: 0,
  }
  return withPeriod(subscription, period, input.phase === undefined)
}

function withPeriod<Sold extends SubscriptionDraft>(
  subscription: Sold,
  period: SubscriptionPeriod,
  consumesPhase: boolean,
): Sold {
  const { commitment, startedAt, consent } = subscription
  const isFullPrice = period.phase === 'NORMAL'
  return {
    ...subscription,
    state: 'ACTIVE',
    startedAt: startedAt ?? period.chargedAt,
    paidUntil: period.endsAt,
    accessUntil: period.endsAt,
    endReason: null,
    retry: null,
    pause: null,
    renewalCount:
      subscription.renewalCount + (period.kind === 'RENEWAL' || period.kind === 'RECOVERY' ? 1 : 0),
    commitment: commitment === null ? null : { ...commitment, paid: commitment.paid + 1 },
    consent: consent?.state === 'CONFIRMED' && isFullPrice ? { ...consent, state: 'COMPLETED' } : consent,
    periods: [...subscription.periods, period],
    lines: subscription.lines.map((line) =>
      line.state === 'EXPIRED'
        ? line
        : {
            ...line,
            state: 'ACTIVE' as const,
            isFailing: false,
            latestPeriodId: period.id,
            phase: period.phase,
            phases: consumesPhase ? line.phases.slice(1) : line.phases,
          },
    ),
  }
}

function toPeriodOffer({ kind, period, offerId, offerType }: OfferPhase): SubscriptionPeriod['offer'] {
  return { kind, period, offerId, offerType }
}

function priceOf(line: SubscriptionLine, { phase }: ChargeInput): string {
  return (phase === undefined ? line.phases[0]?.priceMicros : undefined) ?? line.priceMicros
}

/** Ends the running period at this time, because another one begins. */
export function cutLastPeriod(subscription: Subscription, at: number): Subscription {
  return {
    ...subscription,
    periods: subscription.periods.map((period) =>
      servedUntil(period) > at ? { ...period, cutAt: Math.max(at, period.startsAt) } : period,
    ),
  }
}

export function servedUntil({ endsAt, cutAt }: SubscriptionPeriod): number {
  return cutAt ?? endsAt
}

export function lastPeriodOf({ periods }: SubscriptionDraft): SubscriptionPeriod | undefined {
  return periods.at(-1)
}
