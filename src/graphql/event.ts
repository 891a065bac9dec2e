import { followEvents } from '../domain/event/follow-events.ts'
import { listEvents } from '../domain/event/list-events.ts'
import { refuseGaps } from '../domain/event/feed-start.ts'
import { cursorOf } from '../domain/event/event-filter.ts'
import { encodeId } from '../platform/ids.ts'
import { abortable } from './abortable.ts'
import { toConnection } from './connection.ts'
import type { PaymentEventResolvers, QueryResolvers, SubscriptionResolvers } from './generated/types.ts'
import { domainOf, loadersOf } from './request-context.ts'
import { required } from './required.ts'

export const eventQueries = {
  paymentEvents: async (_, { after, consumer, types, stores, first }, context) => {
    const request = {
      after: after ?? null,
      consumer: consumer ?? null,
      types: types ?? null,
      stores: stores ?? null,
      first: first ?? 100,
    }
    return toConnection(await listEvents(domainOf(context), request), (event) => event)
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
      const domain = domainOf(context)
      return abortable(
        async (signal) => refuseGaps(await followEvents(domain, request, signal)),
        'paymentEvents',
      )
    },
  },
} satisfies SubscriptionResolvers

export const PaymentEvent = {
  id: ({ id }) => encodeId('evt', id),
  cursor: (event) => cursorOf(event),
  purchase: async ({ purchaseId }, _, context) =>
    required(await loadersOf(context).purchases.load(purchaseId)),
  payment: ({ paymentId }, _, context) =>
    paymentId === null ? null : loadersOf(context).payments.load(paymentId),
} satisfies PaymentEventResolvers
