import {
  findConsumerById,
  listConsumers as listRows,
  type ConsumerWithLag,
} from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import { listPage, type Page } from '../page.ts'
import { addLags, checkConsumerName } from './consumer.ts'

/** Everybody who keeps a place in this AppKey's feed, by name. */
export function listConsumers(
  ctx: Context,
  { first, after }: { readonly first: number | null; readonly after: string | null },
): Promise<Page<ConsumerWithLag>> {
  const { appId } = ctx.app
  return listPage(
    appId,
    { first, after, last: null, before: null },
    {
      list: 'consumers',
      encode: ({ name }) => name,
      decode: (name) => (checkConsumerName(name) === null ? name : null),
      read: async ({ after: name, limit }) =>
        addLags(ctx, await listRows(ctx.db, appId, { after: name, limit })),
    },
  )
}

/** The consumer with this id. */
export async function getConsumer(ctx: Context, id: string): Promise<ConsumerWithLag | null> {
  const found = await findConsumerById(ctx.db, ctx.app.appId, id)
  const [consumer = null] = found === null ? [] : await addLags(ctx, [found])
  return consumer
}
