import { selectPeriodPayments } from '../../db/queries/subscriptions.ts'
import { decodeId } from '../../platform/ids.ts'
import type { SubscriptionRefundKind } from '../../stores/contract/subscription.ts'
import { checkOperatorInput } from '../operator/run-operator-action.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { needsApproval } from '../refund-approval/request-approval.ts'
import { checkText } from '../input.ts'
import { actOnSubscription } from './act-on-subscription.ts'
import type { SubscriptionActInput, SubscriptionActResult } from './subscription-act.ts'

export type RevokeSubscriptionInput = SubscriptionActInput & {
  readonly refund: SubscriptionRefundKind
  /** Product whose line is revoked; null for the whole subscription. */
  readonly storeProductId: string | null
}

/** The lines of a subscription have at most as many current periods. */
const maxPeriods = 50

/** Ends the access of a subscription now, with a refund where the store gives one. */
export async function revokeSubscription(
  ctx: Context,
  { refund, storeProductId, ...input }: RevokeSubscriptionInput,
): Promise<Outcome<SubscriptionActResult>> {
  const problem =
    checkOperatorInput(input) ??
    (storeProductId === null ? null : checkText(storeProductId, ['storeProductId'], { min: 1, max: 200 })) ??
    (refund === 'NONE' ? null : await checkApproval(ctx, input.subscriptionId))
  if (problem !== null) return { problem }
  return actOnSubscription(ctx, input, {
    kind: 'REVOKE',
    action: 'revokeSubscription',
    args: { refund, storeProductId },
    byMs: null,
    find: ({ revokeSubscription: revoke }) =>
      revoke === null ? null : (target) => revoke({ ...target, refund, itemProductId: storeProductId }),
    instead: 'The customer can ask the store for a refund. Limit the entitlement to end the access now.',
  })
}

/**
 * A refund above the limit of the project needs a second operator, and approvals are about one payment. What `refundPayment` has
 * returned of the current periods is not refunded again, so a revocation after it needs none.
 */
async function checkApproval(ctx: Context, subscriptionId: string): Promise<Problem | null> {
  const id = decodeId('sub', subscriptionId)
  if (id === null) return null
  const now = ctx.clock()
  const payments = await selectPeriodPayments(ctx.db, ctx.app.appId, {
    subscriptionId: id,
    limit: maxPeriods,
  })
  const isCurrent = ({ periodEndsAt }: (typeof payments)[number]) =>
    periodEndsAt !== null && periodEndsAt > now
  const refunded = payments.filter(isCurrent)
  const isAbove = (refunded.length === 0 ? payments.slice(0, 1) : refunded)
    .filter(({ status }) => status !== 'REFUNDED')
    .some((payment) => needsApproval(ctx, payment))
  if (!isAbove) return null
  const message =
    'The refund is above the limit of the project. Refund the current period with refundPayment, which a second operator approves, and then revoke the subscription.'
  return createProblem('SECOND_OPERATOR_REQUIRED', message, ['refund'])
}
