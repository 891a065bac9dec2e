import type { UserEntitlementRecord } from './entitlement-records.ts'

export type ModelState = {
  payments: { readonly id: string; userId: string; readonly itemId: string; refunded: boolean }[]
  subscriptions: {
    readonly id: string
    readonly userId: string
    readonly itemId: string
    accessUntil: Date
    readonly givesAccess: boolean
    readonly willRenew: boolean
    readonly isStale: boolean
    readonly status: string
  }[]
  grants: {
    readonly id: string
    readonly userId: string
    readonly entitlementId: string
    readonly kind: 'ADD' | 'LIMIT'
    readonly accessUntil: Date
    revoked: boolean
  }[]
  items: { readonly entitlementId: string; readonly itemId: string }[]
}

type Candidate = Omit<UserEntitlementRecord, 'environment' | 'access_until'> & { readonly end: number }

const hourMs = 3_600_000

/** What a user has in production by the documented rules, written apart from the server's SQL. */
export function computeEntitlements(
  state: ModelState,
  userId: string,
  leewayHours: number,
): Omit<UserEntitlementRecord, 'environment'>[] {
  const grants = state.grants.filter((grant) => grant.userId === userId && !grant.revoked)
  const best = new Map<string, Candidate>()
  for (const candidate of [...listBought(state, userId, leewayHours).map(limit), ...listAdded()]) {
    const other = best.get(candidate.entitlement_id)
    if (other === undefined || compare(candidate, other) < 0) best.set(candidate.entitlement_id, candidate)
  }
  return [...best.values()].map(({ end, ...fields }) => ({
    ...fields,
    access_until: end === Infinity ? null : new Date(end),
  }))

  function limit(candidate: Candidate): Candidate {
    const ends = grants
      .filter(({ kind, entitlementId }) => kind === 'LIMIT' && entitlementId === candidate.entitlement_id)
      .map(({ accessUntil }) => accessUntil.getTime())
    const cap = Math.min(Infinity, ...ends)
    const isBeforeCap = cap === Infinity || candidate.end < cap
    return {
      ...candidate,
      end: Math.min(candidate.end, cap),
      will_renew: candidate.will_renew && isBeforeCap,
    }
  }

  function listAdded(): Candidate[] {
    return grants
      .filter(({ kind }) => kind === 'ADD')
      .map(({ id, entitlementId, accessUntil }) => ({
        ...plain('GRANT', id, entitlementId),
        end: accessUntil.getTime(),
      }))
  }
}

function listBought(state: ModelState, userId: string, leewayHours: number): Candidate[] {
  return state.items.flatMap(({ entitlementId, itemId }) => {
    const isMine = (each: { readonly userId: string; readonly itemId: string }) =>
      each.userId === userId && each.itemId === itemId
    const payments = state.payments
      .filter((payment) => isMine(payment) && !payment.refunded)
      .map(({ id }) => ({ ...plain('PAYMENT', id, entitlementId), end: Infinity }))
    const subscriptions = state.subscriptions.filter(isMine).map((each) => ({
      ...plain('SUBSCRIPTION', each.id, entitlementId),
      gives_access: each.givesAccess,
      will_renew: each.willRenew,
      in_grace_period: each.status === 'IN_GRACE_PERIOD',
      is_stale: each.isStale,
      end: each.accessUntil.getTime() + (each.isStale ? leewayHours * hourMs : 0),
    }))
    return [...payments, ...subscriptions]
  })
}

function plain(source: string, sourceId: string, entitlementId: string): Omit<Candidate, 'end'> {
  const flags = { gives_access: true, will_renew: false, in_grace_period: false, is_stale: false }
  return { entitlement_id: entitlementId, ...flags, source, source_id: sourceId }
}

/** What gives access comes first, then what lasts longest, then what renews, then the oldest. */
function compare(a: Candidate, b: Candidate): number {
  if (a.gives_access !== b.gives_access) return a.gives_access ? -1 : 1
  if (a.end !== b.end) return a.end > b.end ? -1 : 1
  if (a.will_renew !== b.will_renew) return a.will_renew ? -1 : 1
  return a.source_id < b.source_id ? -1 : 1
}
