import { findConsumer } from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { checkConsumerName } from './consumer.ts'
import { readFeedCursor } from './event-filter.ts'

/** Where a reader says that it goes on: at a cursor, or where a consumer has come to. */
export type FeedStart = { readonly after: string | null; readonly consumer: string | null }

/**
 * The position to go on after; null if the reader names none. A consumer that has acknowledged nothing begins at the beginning.
 * @throws what a reader has to know before it reads: going on from a wrong place would skip events without a word
 */
export async function findFeedStart(ctx: Context, { after, consumer }: FeedStart): Promise<bigint | null> {
  const { appId } = ctx.app
  if (consumer !== null) {
    if (after !== null) throw badInput('Give after or consumer, not both.')
    const problem = checkConsumerName(consumer)
    if (problem !== null) throw badInput(problem.message)
    return (await findConsumer(ctx.db, appId, consumer))?.position ?? 0n
  }
  if (after === null) return null
  const position = readFeedCursor(appId, after)
  if (position === null) throw badInput('after is not a cursor of this feed.')
  // A database that was restored from a backup may end before it, and would hand out its numbers again.
  if (position > (await ctx.feed.head(appId))) throw badInput('after lies beyond the end of this feed.')
  return position
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
