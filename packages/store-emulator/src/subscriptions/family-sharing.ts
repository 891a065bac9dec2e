import type { ChangeContext, Happening } from './change.ts'
import type { Subscription, SubscriptionDraft, SubscriptionPeriod } from './subscription.ts'

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
  return {
    ...owner,
    ...{ id, customerId, accountToken, token, familyOwnerId, orderBase },
    periods: [...member.periods, ...added.map((period) => toMemberPeriod(member, period, ctx))],
    situation: member.situation,
    sequence: member.sequence,
  }
}

/** What the App Store tells about a member when this happened to the owner. */
export function memberHappenings(member: Subscription, ownerHappenings: readonly Happening[]): Happening[] {
  const periodId = member.periods.at(-1)?.id ?? ''
  return ownerHappenings.flatMap(({ type }) => {
    if (type === 'REFUNDED') return member.state === 'REVOKED' ? [{ type: 'REVOKED' as const, periodId }] : []
    if (type === 'REFUND_REVERSED') return []
    return [{ type, periodId }]
  })
}

function toMemberPeriod(
  member: SubscriptionDraft,
  period: SubscriptionPeriod,
  ctx: ChangeContext,
): SubscriptionPeriod {
  const items = period.items.map((item) => ({ ...item, priceMicros: '0' }))
  return { ...period, ...ctx.newPeriodIds(member), items, priceMicros: '0', refund: null, finishedAt: null }
}
