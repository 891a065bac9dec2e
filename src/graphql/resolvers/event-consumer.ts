import { ackEvents } from '../../domain/event/ack-events.ts'
import { deleteEventConsumer } from '../../domain/event/delete-event-consumer.ts'
import { encodeEventCursor } from '../../domain/event/event-cursor.ts'
import { listEventConsumers } from '../../domain/event/list-event-consumers.ts'
import { encodeId } from '../../platform/ids.ts'
import { toConnection } from '../connection.ts'
import type { EventConsumerResolvers, MutationResolvers, QueryResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'
import { toLagCount, toLagSeconds } from './feed-lag.ts'

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

export const EventConsumer = {
  id: ({ id }) => encodeId('csm', id),
  cursor: (consumer) => encodeEventCursor(consumer),
  lag: ({ lag }) => toLagCount(lag),
  oldestUnackedAgeSeconds: ({ lag }, _, context) => toLagSeconds(lag, domainOf(context).clock()),
} satisfies EventConsumerResolvers
