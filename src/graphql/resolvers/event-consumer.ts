import { ackEvents } from '../../domain/event/ack-events.ts'
import { deleteEventConsumer } from '../../domain/event/delete-event-consumer.ts'
import { encodeEventCursor } from '../../domain/event/event-cursor.ts'
import { listEventConsumers } from '../../domain/event/list-event-consumers.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { EventConsumerResolvers, MutationResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const eventConsumerQueries = {
  eventConsumers: async (_, { first, after }, context) => {
    const request = { first: first ?? null, after: after ?? null }
    return toConnection(await listEventConsumers(domainOf(context), request))
  },
} satisfies QueryResolvers

export const eventConsumerMutations = {
  ackEvents: (_, { input }, context) =>
    ackEvents(domainOf(context), { ...input, allowRewind: input.allowRewind ?? false }),
  deleteEventConsumer: (_, { input }, context) => deleteEventConsumer(domainOf(context), input),
} satisfies MutationResolvers

const maxGraphqlInt = 2 ** 31 - 1

export const EventConsumer = {
  id: ({ id }) => encodeId('csm', id),
  cursor: (consumer) => encodeEventCursor(consumer),
  lag: ({ lag }) => Math.min(Number(lag.events), maxGraphqlInt),
  oldestUnackedAgeSeconds: ({ lag: { since } }, _, context) =>
    since === null
      ? 0
      : Math.max(0, Math.floor((domainOf(context).clock().getTime() - since.getTime()) / 1000)),
} satisfies EventConsumerResolvers
