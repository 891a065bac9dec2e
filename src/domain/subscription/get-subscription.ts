import { selectEventsOfSubscription } from '../../db/queries/events.ts'
import { selectSubscription } from '../../db/queries/subscriptions.ts'
import {
  selectSubscriptions,
  selectSubscriptionsOfUser,
  type SubscriptionConditions,
  type SubscriptionPosition,
} from '../../db/queries/subscription-list.ts'
import { decodeId, isUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { EventRow, SubscriptionRow } from '../models.ts'
import { checkPageSize, listPage, type Page } from '../page.ts'
import { assertCanRead, isOwner } from '../user/access.ts'

/** The subscription with this prefixed id; null if it does not exist or the caller may not read it. */
export async function getSubscription(ctx: Context, id: string): Promise<SubscriptionRow | null> {
  assertCanRead(ctx)
  const uuid = decodeId('sub', id)
  const subscription = uuid === null ? null : await selectSubscription(ctx.db, ctx.app.appId, uuid)
  if (subscription === null || ctx.caller.kind !== 'CLIENT') return subscription
  const { userId } = subscription
  return userId !== null && (await isOwner(ctx, userId)) ? subscription : null
}

/** Lists the subscriptions of the AppKey, the latest first. */
export function listSubscriptions(
  ctx: Context,
  request: {
    readonly conditions: SubscriptionConditions
    readonly first: number | null
    readonly after: string | null
  },
): Promise<Page<SubscriptionRow>> {
  const { conditions, first, after } = request
  return listPage<SubscriptionRow, SubscriptionPosition>(
    ctx.app.appId,
    { first, after, last: null, before: null },
    {
      list: 'subscriptions',
      encode: ({ startedAt, id }) => `${startedAt.getTime()}/${id}`,
      decode: decodePosition,
      read: (span) => selectSubscriptions(ctx.db, ctx.app.appId, { conditions, ...span }),
    },
  )
}

function decodePosition(text: string): SubscriptionPosition | null {
  const [time = '', id = ''] = text.split('/')
  return /^\d{1,15}$/.test(time) && isUuid(id) ? { startedAt: new Date(Number(time)), id } : null
}

export type SubscriptionsOfUser = {
  readonly userId: string
  readonly includeExpired: boolean
  readonly first: number
}

/** @throws RequestError if the page size is out of range */
export function listSubscriptionsOfUser(
  ctx: Context,
  { first, ...request }: SubscriptionsOfUser,
): Promise<SubscriptionRow[]> {
  const limit = checkPageSize(first, 'first')
  return selectSubscriptionsOfUser(ctx.db, ctx.app.appId, { ...request, limit })
}

/** The newest events of a subscription and its payments, oldest first. */
export function listEventsOfSubscription(ctx: Context, subscriptionId: string): Promise<EventRow[]> {
  return selectEventsOfSubscription(ctx.db, ctx.app.appId, { subscriptionId, limit: 100 })
}
