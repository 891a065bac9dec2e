import { subscribeToEvents } from '../../domain/event/subscribe-to-events.ts'
import { listEvents } from '../../domain/event/list-events.ts'
import { encodeEventCursor } from '../../domain/event/event-cursor.ts'
import type { EventRow } from '../../domain/models.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { PaymentEventResolvers, QueryResolvers, SubscriptionResolvers } from '../generated/types.ts'
import { domainOf, loadersOf } from '../request-context.ts'
import { assertFound } from './assert-found.ts'

export const eventQueries = {
  paymentEvents: async (_, { after, consumer, types, stores, first }, context) => {
    const request = {
      after: after ?? null,
      consumer: consumer ?? null,
      types: types ?? null,
      stores: stores ?? null,
      first: first ?? 100,
    }
    return toConnection(await listEvents(domainOf(context), request))
  },
} satisfies QueryResolvers

export const eventSubscriptions = {
  paymentEvents: {
    subscribe: (_, { after, consumer, types, stores }, context) => {
      const request = {
        after: after ?? null,
        consumer: consumer ?? null,
        types: types ?? null,
        stores: stores ?? null,
      }
      return subscribeToEvents(domainOf(context), request)
    },
    resolve: (event: EventRow) => event,
  },
} satisfies SubscriptionResolvers

export const PaymentEvent = {
  id: ({ id }) => encodeId('evt', id),
  cursor: (event) => encodeEventCursor(event),
  purchase: async ({ purchaseId }, _, context) =>
    purchaseId === null ? null : assertFound(await loadersOf(context).purchases.load(purchaseId)),
  payment: ({ paymentId }, _, context) =>
    paymentId === null ? null : loadersOf(context).payments.load(paymentId),
  subscription: ({ subscriptionId }, _, context) =>
    subscriptionId === null ? null : loadersOf(context).subscriptions.load(subscriptionId),
  user: ({ userId }, _, context) => (userId === null ? null : loadersOf(context).users.load(userId)),
  entitlement: ({ entitlementId }, _, context) =>
    entitlementId === null ? null : loadersOf(context).entitlements.load(entitlementId),
} satisfies PaymentEventResolvers
