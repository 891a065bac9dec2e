import { z } from 'zod'
import { dayMs } from '../../durations.ts'
import { cancel, extend } from '../../subscriptions/actions/renewal-actions.ts'
import { refundPeriod, revokeItem, revokeNow } from '../../subscriptions/actions/refund-actions.ts'
import { acknowledge } from '../../subscriptions/actions/acknowledge.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import type { GooglePlayContext } from '../google-play-context.ts'
import { toRfc3339 } from '../google-play-context.ts'
import { GooglePlayError } from '../google-play-error.ts'
import type { PeriodOfSubscription } from './google-subscription.ts'
import { expiryOf } from './line-item.ts'
import { etagOf } from './subscription-purchase-v2.ts'

const refundWindowMs = 3 * 365 * dayMs
const maxAccountIdLength = 64

const cancelBody = z.object({
  cancellationContext: z.object({
    cancellationType: z.enum(['USER_REQUESTED_STOP_RENEWALS', 'DEVELOPER_REQUESTED_STOP_PAYMENTS']),
  }),
})
const deferBody = z.object({
  deferralContext: z.object({
    deferDuration: z.string().regex(/^\d{1,9}s$/),
    etag: z.string(),
    validateOnly: z.boolean().optional(),
  }),
})
const revokeBody = z.object({
  revocationContext: z.union([
    z.strictObject({ fullRefund: z.object({}) }),
    z.strictObject({ proratedRefund: z.object({}) }),
    z.strictObject({ itemBasedRefund: z.object({ productId: z.string() }) }),
  ]),
})
const accountId = z.string().max(maxAccountIdLength).optional()
const acknowledgeBody = z.object({
  developerPayload: z.string().max(1000).optional(),
  externalAccountIds: z.object({ obfuscatedAccountId: accountId, obfuscatedProfileId: accountId }).optional(),
})

/** `purchases.subscriptionsv2.cancel` */
export function cancelSubscription(ctx: GooglePlayContext, { id }: Subscription, body: unknown): object {
  const { cancellationType } = parseBody(cancelBody, body).cancellationContext
  // The customer can restore the one and not the other.
  const by = cancellationType === 'USER_REQUESTED_STOP_RENEWALS' ? 'USER' : 'DEVELOPER_STOP_PAYMENTS'
  ctx.subscriptions.apply(id, (subscription, change) => cancel(subscription, by, change))
  return {}
}

/** `purchases.subscriptionsv2.defer` */
export function deferSubscription(ctx: GooglePlayContext, subscription: Subscription, body: unknown): object {
  const { deferDuration, etag, validateOnly } = parseBody(deferBody, body).deferralContext
  if (etag !== etagOf(subscription)) throw new GooglePlayError('concurrentUpdate')
  const ms = Number(deferDuration.slice(0, -1)) * 1000
  const deferred =
    validateOnly === true
      ? extend(subscription, ms).subscription
      : ctx.subscriptions.apply(subscription.id, (current) => extend(current, ms))
  return {
    itemExpiryTimeDetails: deferred.lines.flatMap((line) => {
      const expiry = expiryOf(deferred, line)
      return expiry === null ? [] : [{ productId: line.productId, expiryTime: toRfc3339(expiry) }]
    }),
  }
}

/** `purchases.subscriptionsv2.revoke` */
export function revokeSubscription(ctx: GooglePlayContext, { id }: Subscription, body: unknown): object {
  const { revocationContext } = parseBody(revokeBody, body)
  ctx.subscriptions.apply(id, (subscription, change) => {
    if ('itemBasedRefund' in revocationContext)
      return revokeItem(subscription, revocationContext.itemBasedRefund.productId, change)
    const refund = 'fullRefund' in revocationContext ? 'FULL' : 'PRORATED'
    return revokeNow(subscription, { refund, by: 'DEVELOPER' }, change)
  })
  return {}
}

/** `purchases.subscriptions.acknowledge`: account ids are allowed only for a purchase outside the app. */
export function acknowledgeSubscription(
  ctx: GooglePlayContext,
  subscription: Subscription,
  body: unknown,
): void {
  const { developerPayload, externalAccountIds } = parseBody(acknowledgeBody, body ?? {})
  if (externalAccountIds !== undefined && subscription.outOfAppFormer === null)
    throw new GooglePlayError('invalid', 'externalAccountIds')
  const accountToken = externalAccountIds?.obfuscatedAccountId
  if (subscription.state === 'PENDING') throw new GooglePlayError('invalidPurchaseState')
  if (subscription.state !== 'ACTIVE') throw new GooglePlayError('productNotOwnedByUser')
  ctx.subscriptions.apply(subscription.id, (current, change) =>
    acknowledge(current, { developerPayload, accountToken }, change),
  )
}

/** `orders.refund`: with `revoke` the access ends and nothing is charged any more. */
export function refundSubscriptionOrder(
  ctx: GooglePlayContext,
  { subscription, period }: PeriodOfSubscription,
  revoke: boolean,
): void {
  if (period.refund !== null || ctx.clock.now() - period.chargedAt > refundWindowMs)
    throw new GooglePlayError('orderNotRefundable')
  ctx.subscriptions.apply(subscription.id, (current, change) =>
    refundPeriod(current, { periodId: period.id, percentage: 100, revoke, by: 'DEVELOPER' }, change),
  )
}

function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new GooglePlayError('invalid', parsed.error.issues[0]?.path.join('.'))
}
