import type { z } from 'zod'
import type { ChangeContext } from '../subscriptions/change.ts'
import { listSharingMembers } from '../subscriptions/family-sharing.ts'
import { nextEventAt } from '../subscriptions/passing-time.ts'
import type { Subscription } from '../subscriptions/subscription.ts'
import type { ControlContext } from './control-context.ts'
import { subscriptionActions } from './subscription-actions.ts'
import type { subscriptionViewSchema } from './subscription-schemas.ts'

/** A subscription in the control API, with what can be done to it now. */
export function toSubscriptionView(
  { subscriptions, clock }: ControlContext,
  subscription: Subscription,
): z.infer<typeof subscriptionViewSchema> {
  const { clock: _clock, situation: _situation, ...fields } = subscription
  return {
    ...fields,
    nextEventAt: nextEventAt(subscription) ?? null,
    actions: [
      ...possibleActions(subscription, clock.now()),
      ...(listSharingMembers(subscriptions.repository, subscription).length > 0 ? ['stop-sharing'] : []),
    ],
    receipt: subscriptions.protocolOf(subscription.store).createReceipt(subscription),
  }
}

/** Inputs with which the possibility of an action is tried out, where the action has no defaults. */
const trialInputs: Record<string, (subscription: Subscription) => object> = {
  'change-plan': ({ lines }) => ({
    productId: 'other.product',
    mode: 'WITHOUT_PRORATION',
    period: lines[0]?.period,
  }),
  'change-in-group': () => ({ productId: 'other.product', change: 'DOWNGRADE' }),
  'change-price': () => ({ amount: '1' }),
  extend: () => ({ days: 1 }),
  'remove-item': ({ lines }) => ({ productId: lines.at(-1)?.productId }),
}

/** The actions are pure, so each is tried and its result is dropped. */
function possibleActions(subscription: Subscription, now: number): string[] {
  const ctx: ChangeContext = {
    now,
    newIds: () => ({ id: 'sub_trial', token: 'trial', orderBase: 'trial' }),
    newPeriodIds: () => ({ id: 'trial', orderId: 'trial' }),
  }
  const isMember = subscription.familyOwnerId !== null
  return subscriptionActions
    .filter(({ verb, run }) => {
      if (isMember) return verb === 'revoke' && subscription.state !== 'REVOKED'
      if (verb === 'decline-payments')
        return !subscription.paymentDeclined && nextEventAt(subscription) !== undefined
      if (verb === 'accept-payments')
        return subscription.paymentDeclined || subscription.lines.some(({ isFailing }) => isFailing)
      try {
        run(subscription, trialInputs[verb]?.(subscription) ?? {}, ctx)
        return true
      } catch {
        return false
      }
    })
    .map(({ verb }) => verb)
}
