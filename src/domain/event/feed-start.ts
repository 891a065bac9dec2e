import { findFeedBounds, type FeedBounds } from '../../db/queries/events.ts'
import { findConsumer } from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../request-error.ts'
import { checkConsumerName } from './consumer.ts'
import { readFeedCursor } from './event-filter.ts'
import { beyondTheEnd, noLongerKept } from './feed-refusals.ts'

/** Where a reader says that it goes on: at a cursor, or where a consumer has come to. */
export type FeedStart = { readonly after: string | null; readonly consumer: string | null }

/**
 * The position to go on after; null if the reader names none. A consumer that has acknowledged nothing begins with what is kept.
 * @throws what a reader has to know before it reads: going on from a wrong place would skip events without a word
 */
export async function findFeedStart(ctx: Context, start: FeedStart): Promise<bigint | null> {
  if (start.after === null && start.consumer === null) return null
  return (await findStartAndBounds(ctx, start)).start
}

/** The same, with what the feed had when that was looked up. */
export async function findStartAndBounds(
  ctx: Context,
  { after, consumer }: FeedStart,
): Promise<FeedBounds & { readonly start: bigint | null }> {
  const { appId } = ctx.app
  if (consumer !== null) {
    if (after !== null) throw badInput('Give after or consumer, not both.')
    const problem = checkConsumerName(consumer)
    if (problem !== null) throw badInput(problem.message)
    const known = await findConsumer(ctx.db, appId, consumer)
    const bounds = await findFeedBounds(ctx.db, appId)
    if (known === null) return { ...bounds, start: bounds.floor }
    if (known.position < bounds.floor) throw noLongerKept('consumer')
    return { ...bounds, start: known.position }
  }
  const start = after === null ? null : readFeedCursor(appId, after)
  if (after !== null && start === null) throw badInput('after is not a cursor of this feed.')
  const bounds = await findFeedBounds(ctx.db, appId)
  if (start === null) return { ...bounds, start }
  if (start > bounds.head) throw beyondTheEnd()
  if (start < bounds.floor) throw noLongerKept('after')
  return { ...bounds, start }
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
