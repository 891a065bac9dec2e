import { readText } from '../session/use-submit.ts'
import type { SubscriptionDetails } from '../subscriptions/subscription-details.ts'

export type SubscriptionActProps = {
  readonly subscription: SubscriptionDetails
  /** Reads the subscription again. */
  readonly onReload: () => void
  readonly onClose: () => void
}

/** What every act at the store sends: which subscription, as the page showed it, and why. */
export const toActInput = ({ id, version }: SubscriptionDetails, form: FormData) => ({
  subscriptionId: id,
  expectedVersion: version,
  reason: readText(form, 'reason').trim(),
})
