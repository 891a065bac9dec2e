import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { actOnSubscription } from './act-on-subscription.ts'
import type { SubscriptionActInput, SubscriptionActResult } from './subscription-act.ts'

const dayMs = 24 * 60 * 60_000
const maxDays = 365

/** Moves the end of the current period of a subscription without a charge. */
export function extendSubscription(
  ctx: Context,
  { days, ...input }: SubscriptionActInput & { readonly days: number },
): Promise<Outcome<SubscriptionActResult>> {
  if (!Number.isInteger(days) || days < 1 || days > maxDays) {
    const problem = createProblem('INVALID_INPUT', `days must be a whole number from 1 to ${maxDays}`, [
      'days',
    ])
    return Promise.resolve({ problem })
  }
  return actOnSubscription(ctx, input, {
    kind: 'EXTEND',
    action: 'extendSubscription',
    args: { days },
    byMs: days * dayMs,
    find: ({ extendSubscription: extend }) =>
      extend === null
        ? null
        : async (target, { id, byMs, accessUntil }) =>
            accessUntil === null
              ? { kind: 'rejected', reason: 'The subscription has no period that could be extended.' }
              : await extend({ ...target, byMs: byMs ?? 0, accessUntil, requestId: id }),
    instead: 'Grant the entitlement until a later time instead.',
  })
}
