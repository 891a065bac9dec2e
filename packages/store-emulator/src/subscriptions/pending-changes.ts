import type { Happening } from './change.ts'
import type { Subscription, SubscriptionLine } from './subscription.ts'

/** An increase that the customer had to accept and did not. */
export function refusesPrice({ priceChange, paidUntil }: Subscription): boolean {
  return (
    priceChange?.mode === 'OPT_IN' &&
    priceChange.state === 'OUTSTANDING' &&
    priceChange.appliesAt <= (paidUntil ?? 0)
  )
}

/** The changes that wait for the renewal: another plan, removed items, another price. */
export function applyPendingChanges(subscription: Subscription): {
  subscription: Subscription
  happenings: Happening[]
} {
  const { lines, pendingChange } = subscription
  const isReplaced = lines.some(({ state }) => state === 'WAITING')
  const kept = lines.filter((line) => line.state !== 'EXPIRED' && !line.isRemovedAtRenewal)
  const remaining = isReplaced ? kept.filter(({ state }) => state === 'WAITING') : kept
  const isChanged = remaining.length !== lines.length
  const changedLines = isChanged ? remaining : lines
  const withPlan: SubscriptionLine[] = changedLines.map((line, index) =>
    pendingChange === null || index > 0 ? line : { ...line, ...pendingChange, phases: [] },
  )
  const priced = applyPrice({ ...subscription, lines: withPlan, pendingChange: null })
  return { subscription: priced, happenings: isChanged ? [{ type: 'ITEMS_CHANGED' }] : [] }
}

function applyPrice(subscription: Subscription): Subscription {
  const { priceChange, paidUntil, lines } = subscription
  const isDue =
    priceChange !== null &&
    (priceChange.state === 'CONFIRMED' || priceChange.state === 'OUTSTANDING') &&
    priceChange.appliesAt <= (paidUntil ?? 0)
  if (!isDue) return subscription
  const [main, ...others] = lines
  if (main === undefined) return subscription
  return {
    ...subscription,
    priceChange: { ...priceChange, state: 'APPLIED' },
    lines: [{ ...main, priceMicros: priceChange.priceMicros }, ...others],
  }
}
