import { assertState } from './change.ts'
import type { Change, ChangeContext, Happening } from './change.ts'
import { revoke } from './end-subscription.ts'
import type { SubscriptionRepository } from './subscription-repository.ts'
import type { Subscription, SubscriptionDraft, SubscriptionPeriod } from './subscription.ts'

const sharingStates = ['ACTIVE', 'IN_GRACE', 'ON_HOLD'] as const

/** The subscription of a family member: that of the owner, without a price and with transactions of its own. */
export function shareWithMember(
  owner: Subscription,
  member: { customerId: string; accountToken: string | null },
  ctx: ChangeContext,
): SubscriptionDraft {
  const { id, token: _token, orderBase } = ctx.newIds()
  const current = owner.periods.at(-1)
  const draft = { ...owner, ...member, id, orderBase, token: '', periods: [], familyOwnerId: owner.id }
  const periods = current === undefined ? [] : [toMemberPeriod(draft, current, ctx)]
  return { ...draft, periods, token: periods[0]?.id ?? '', createdAt: ctx.now, startedAt: ctx.now }
}

/** Follows a change of the owner. */
export function followOwner(
  member: Subscription,
  owner: Subscription,
  before: Subscription,
  ctx: ChangeContext,
): Subscription {
  const known = new Set(before.periods.map(({ id }) => id))
  const added = owner.periods.filter(({ id }) => !known.has(id))
  const { id, customerId, accountToken, token, familyOwnerId, orderBase } = member
  const followed = member.periods.map((period) => followRefund(period, owner))
  return {
    ...owner,
    ...{ id, customerId, accountToken, token, familyOwnerId, orderBase },
    periods: [...followed, ...added.map((period) => toMemberPeriod(member, period, ctx))],
    situation: member.situation,
    sequence: member.sequence,
  }
}

/** A refund of what the owner paid revokes the member's transaction for the same time, and its reversal gives it back. */
function followRefund(period: SubscriptionPeriod, owner: Subscription): SubscriptionPeriod {
  if (period.refund?.reason === 'FAMILY') return period
  const refund = findSamePeriod(owner, period)?.refund ?? null
  const isRevoked = refund !== null && refund.percentage === 100 && refund.reason !== 'UPGRADE'
  const revocation = isRevoked ? refund : null
  return period.refund?.at === revocation?.at ? period : { ...period, refund: revocation }
}

function findSamePeriod(
  { periods }: Pick<Subscription, 'periods'>,
  { startsAt, kind }: SubscriptionPeriod,
): SubscriptionPeriod | undefined {
  return periods.find((each) => each.startsAt === startsAt && each.kind === kind)
}

/** What the App Store tells about a member when this happened to the owner. */
export function memberHappenings(
  member: Subscription,
  owner: Subscription,
  ownerHappenings: readonly Happening[],
): Happening[] {
  const lastPeriodId = member.periods.at(-1)?.id ?? ''
  return ownerHappenings.flatMap(({ type, periodId }) => {
    if (type === 'REFUND_REVERSED') return []
    if (type !== 'REFUNDED') return [{ type, periodId: lastPeriodId }]
    const refunded = owner.periods.find(({ id }) => id === periodId)
    const own = refunded === undefined ? undefined : findSamePeriod(member, refunded)
    return own?.refund == null ? [] : [{ type: 'REVOKED' as const, periodId: own.id }]
  })
}

/** The owner stops sharing, or the member leaves the family: the transactions that give the member access are revoked. */
export function endSharing(member: Subscription, ctx: ChangeContext): Change {
  assertState(member, sharingStates, 'revoked')
  const last = member.periods.at(-1)
  const refund = {
    at: ctx.now,
    percentage: 100,
    by: 'CUSTOMER',
    reason: 'FAMILY',
    keepsAccess: false,
  } as const
  const periods = member.periods.map((period) =>
    period.refund === null && (period.endsAt > ctx.now || period === last) ? { ...period, refund } : period,
  )
  return {
    subscription: revoke({ ...member, periods }, ctx.now),
    happenings: [{ type: 'REVOKED', periodId: last?.id ?? '' }],
  }
}

/** The family members to whom the owner can stop sharing. */
export function listSharingMembers(
  repository: Pick<SubscriptionRepository, 'listFamily'>,
  { id, store, familyOwnerId }: Subscription,
): Subscription[] {
  if (store !== 'APP_STORE' || familyOwnerId !== null) return []
  return repository.listFamily(id).filter(({ state }) => sharingStates.some((each) => each === state))
}

/** Whether the member has no access any more, whatever happens to the owner. */
export function isSharingEnded({ periods }: Subscription): boolean {
  return periods.at(-1)?.refund?.reason === 'FAMILY'
}

function toMemberPeriod(
  member: SubscriptionDraft,
  period: SubscriptionPeriod,
  ctx: ChangeContext,
): SubscriptionPeriod {
  const items = period.items.map((item) => ({ ...item, priceMicros: '0' }))
  return { ...period, ...ctx.newPeriodIds(member), items, priceMicros: '0', refund: null, finishedAt: null }
}
