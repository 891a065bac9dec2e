import { ackEvents } from '../domain/event/ack-events.ts'
import { deleteEventConsumer } from '../domain/event/delete-event-consumer.ts'
import { cursorOf } from '../domain/event/event-filter.ts'
import { listConsumers } from '../domain/event/list-consumers.ts'
import { encodeId } from '../platform/ids.ts'
import { toConnection } from './connection.ts'
import type { EventConsumerResolvers, MutationResolvers, QueryResolvers } from './generated/types.ts'
import { domainOf } from './request-context.ts'

export const consumerQueries = {
  eventConsumers: async (_, { first, after }, context) => {
    const request = { first: first ?? null, after: after ?? null }
    return toConnection(await listConsumers(domainOf(context), request), (consumer) => consumer)
  },
} satisfies QueryResolvers

export const consumerMutations = {
  ackEvents: (_, { input }, context) =>
    ackEvents(domainOf(context), { ...input, allowRewind: input.allowRewind ?? false }),
  deleteEventConsumer: (_, { input }, context) => deleteEventConsumer(domainOf(context), input),
} satisfies MutationResolvers

const largestInt = 2 ** 31 - 1

export const EventConsumer = {
  id: ({ id }) => encodeId('csm', id),
  cursor: (consumer) => cursorOf(consumer),
  lag: ({ lag }) => Math.min(Number(lag.events), largestInt),
  oldestUnackedAgeSeconds: ({ lag: { since } }, _, context) =>
    since === null
      ? 0
      : Math.max(0, Math.floor((domainOf(context).clock().getTime() - since.getTime()) / 1000)),
} satisfies EventConsumerResolvers
