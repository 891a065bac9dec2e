import {
  selectEventConsumer,
  selectEventConsumers,
  type EventConsumerWithLag,
} from '../../db/queries/event-consumers.ts'
import type { Context } from '../context.ts'
import { listPage, type Page } from '../page.ts'
import { addLags, checkConsumerName } from './event-consumer.ts'

/** The consumers of the app's feed, by name. */
export function listEventConsumers(
  ctx: Context,
  { first, after }: { readonly first: number | null; readonly after: string | null },
): Promise<Page<EventConsumerWithLag>> {
  const { appId } = ctx.app
  return listPage(
    appId,
    { first, after, last: null, before: null },
    {
      list: 'consumers',
      encode: ({ name }) => name,
      decode: (name) => (checkConsumerName(name) === null ? name : null),
      read: async ({ after: name, limit }) =>
        addLags(ctx, await selectEventConsumers(ctx.db, appId, { after: name, limit })),
    },
  )
}

/** The consumer with this UUID. */
export async function getEventConsumer(ctx: Context, id: string): Promise<EventConsumerWithLag | null> {
  const found = await selectEventConsumer(ctx.db, ctx.app.appId, id)
  const [consumer = null] = found === null ? [] : await addLags(ctx, [found])
  return consumer
}
