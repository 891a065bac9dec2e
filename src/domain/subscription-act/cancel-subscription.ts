import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { actOnSubscription } from './act-on-subscription.ts'
import type { SubscriptionActInput, SubscriptionActResult } from './subscription-act.ts'

/** Ends the renewal of a subscription; the access lasts until its end. */
export function cancelSubscription(
  ctx: Context,
  { byDeveloper, ...input }: SubscriptionActInput & { readonly byDeveloper: boolean },
): Promise<Outcome<SubscriptionActResult>> {
  return actOnSubscription(ctx, input, {
    kind: 'CANCEL',
    action: 'cancelSubscription',
    args: { byDeveloper },
    byMs: null,
    find: ({ cancelSubscription: cancel }) =>
      cancel === null ? null : (target) => cancel({ ...target, byDeveloper }),
    instead: 'The customer can turn the renewal off on the page of the store, see managementUrl.',
  })
}
