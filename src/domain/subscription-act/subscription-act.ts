import type { SubscriptionActRow } from '../../db/queries/subscription-acts.ts'
import type { StoreActionResult } from '../../stores/contract/sale.ts'
import type { StoreSubscriptions, SubscriptionTarget } from '../../stores/contract/subscription.ts'
import type { PaymentRow, SubscriptionRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

export type SubscriptionActInput = {
  readonly subscriptionId: string
  readonly reason: string
  /** The version of the subscription that the caller saw; null to act on it as it is. */
  readonly expectedVersion: number | null
  readonly idempotencyKey: string | null
}

export type SubscriptionActResult = {
  readonly subscription: SubscriptionRow
  readonly replayed: boolean
  /** Where the customer manages the subscription; null where the store has no such page, or is not connected. */
  readonly managementUrl: string | null
}

export type ActCall = (target: SubscriptionTarget, act: SubscriptionActRow) => Promise<StoreActionResult>

/** One kind of act: what the store is asked, and how its result shows in the subscription. */
export type SubscriptionAct = {
  readonly kind: SubscriptionActRow['kind']
  readonly action: 'extendSubscription' | 'cancelSubscription' | 'revokeSubscription'
  /** Distinguishes this request from others on the same subscription, and is stored in the audit log. */
  readonly args: Readonly<Record<string, string | number | boolean | null>>
  readonly byMs: number | null
  /** The call of the store; null where the store does not have the act. */
  readonly find: (subscriptions: StoreSubscriptions) => ActCall | null
  /** What an operator is told where the store does not have the act. */
  readonly instead: string
}

/**
 * Whether a subscription as it was just read shows what the act asked for.
 * @param periods its payments, newest period first
 */
export function isDone(
  { kind, byMs, accessUntil }: Pick<SubscriptionActRow, 'kind' | 'byMs' | 'accessUntil'>,
  subscription: Pick<SubscriptionRow, 'status' | 'willRenew' | 'accessUntil'>,
  periods: readonly Pick<PaymentRow, 'periodStartsAt'>[],
): boolean {
  const isEnded = subscription.status === 'EXPIRED' || subscription.status === 'REVOKED'
  switch (kind) {
    case 'CANCEL':
      return isEnded || !subscription.willRenew
    case 'REVOKE':
      return isEnded
    case 'EXTEND': {
      if (accessUntil === null || subscription.status === 'IN_GRACE_PERIOD') return false
      const from = accessUntil.getTime() - sameTimeMs
      // A renewal since then began where the period before it ended.
      const next = periods.findLast(({ periodStartsAt }) => (periodStartsAt?.getTime() ?? 0) >= from)
      const end = next?.periodStartsAt ?? subscription.accessUntil
      return end !== null && end.getTime() >= from + (byMs ?? 0)
    }
  }
}

/** Stores state times with less than a second of difference. */
const sameTimeMs = 1_000

/** The store does not allow an act; the message says what the operator or the customer can do instead. */
export function notPossible(message: string): Problem {
  return createProblem('SUBSCRIPTION_CHANGE_NOT_POSSIBLE', message, ['subscriptionId'])
}

export function subscriptionNotFound(): Problem {
  return createProblem('INVALID_INPUT', 'The AppKey has no such subscription.', ['subscriptionId'])
}

export function subscriptionBusy(): Problem {
  return createProblem('BUSY', 'Another call is changing this subscription.', [], 1_000)
}
