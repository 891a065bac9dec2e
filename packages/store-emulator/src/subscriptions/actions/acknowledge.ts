import { invalidState } from '../change.ts'
import type { Change, ChangeContext } from '../change.ts'
import type { Subscription } from '../subscription.ts'

type Acknowledgement = { developerPayload: string | undefined; accountToken: string | undefined }

/** The developer confirms the purchase. Idempotent; the first call counts. */
export function acknowledge(
  subscription: Subscription,
  { developerPayload, accountToken }: Acknowledgement,
  { now }: ChangeContext,
): Change {
  if (subscription.acknowledgedAt !== null) return { subscription, happenings: [] }
  return {
    subscription: {
      ...subscription,
      acknowledgedAt: now,
      developerPayload: developerPayload ?? subscription.developerPayload,
      accountToken: accountToken ?? subscription.accountToken,
    },
    happenings: [],
  }
}

/** An action of the control API, which is possible once. */
export function acknowledgeByApp(subscription: Subscription, ctx: ChangeContext): Change {
  const { acknowledgeBy, acknowledgedAt, state } = subscription
  if (acknowledgeBy === null || acknowledgedAt !== null || state !== 'ACTIVE')
    throw invalidState(subscription, 'acknowledged')
  return acknowledge(subscription, { developerPayload: undefined, accountToken: undefined }, ctx)
}
