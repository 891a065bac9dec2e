import { ackEvents } from '../domain/event/ack-events.ts'
import { deleteConsumer } from '../domain/event/delete-consumer.ts'
import { cursorOf } from '../domain/event/event-filter.ts'
import { listConsumers } from '../domain/event/list-consumers.ts'
import { encodeId } from '../platform/ids.ts'
import { toConnection } from './connection.ts'
import type { ConsumerResolvers, MutationResolvers, QueryResolvers } from './generated/types.ts'
import { domainOf } from './request-context.ts'

export const consumerQueries = {
  consumers: async (_, { first, after }, context) => {
    const request = { first: first ?? null, after: after ?? null }
    return toConnection(await listConsumers(domainOf(context), request), (consumer) => consumer)
  },
} satisfies QueryResolvers

export const consumerMutations = {
  ackEvents: (_, { input }, context) =>
    ackEvents(domainOf(context), { ...input, force: input.force ?? false }),
  deleteConsumer: (_, { input }, context) => deleteConsumer(domainOf(context), input),
} satisfies MutationResolvers

const largestInt = 2 ** 31 - 1

export const Consumer = {
  id: ({ id }) => encodeId('csm', id),
  cursor: (consumer) => cursorOf(consumer),
  lagEvents: ({ lag }) => Math.min(Number(lag.events), largestInt),
  lagSeconds: ({ lag: { since } }, _, context) =>
    since === null
      ? 0
      : Math.max(0, Math.floor((domainOf(context).clock().getTime() - since.getTime()) / 1000)),
} satisfies ConsumerResolvers
