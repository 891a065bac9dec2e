import { isPositionUnknown, selectFeedBounds, type FeedBounds } from '../../db/queries/events.ts'
import { selectEventConsumerByName } from '../../db/queries/event-consumers.ts'
import type { Context } from '../context.ts'
import { RequestError } from '../../platform/request-error.ts'
import { checkConsumerName } from './event-consumer.ts'
import { decodeEventCursor } from './event-cursor.ts'
import { cursorExpiredRequestError, cursorLostRequestError } from './feed-errors.ts'

/** Where a reader wants to start: after a cursor, or after the position of a consumer. */
export type StartRequest = { readonly after: string | null; readonly consumer: string | null }

/**
 * The position to start after; null if the request has none. A consumer that has acknowledged nothing starts with the earliest
 * retained event.
 * @throws RequestError for an invalid, lost or expired cursor, with which a reader would skip events unnoticed
 */
export async function resolveStartPosition(ctx: Context, start: StartRequest): Promise<bigint | null> {
  if (start.after === null && start.consumer === null) return null
  return (await resolveStartAndBounds(ctx, start)).start
}

/** The same, with the bounds of the feed at that time. */
export async function resolveStartAndBounds(
  ctx: Context,
  { after, consumer }: StartRequest,
): Promise<FeedBounds & { readonly start: bigint | null }> {
  const { appId } = ctx.app
  if (consumer !== null) {
    if (after !== null) throw badInput('Provide either after or consumer, not both.')
    const problem = checkConsumerName(consumer)
    if (problem !== null) throw badInput(problem.message)
    const storedConsumer = await selectEventConsumerByName(ctx.db, appId, consumer)
    const bounds = await selectFeedBounds(ctx.db, appId)
    if (storedConsumer === null) return { ...bounds, start: bounds.earliestCursor }
    if (storedConsumer.position < bounds.earliestCursor) throw cursorExpiredRequestError('consumer')
    return { ...bounds, start: storedConsumer.position }
  }
  const start = after === null ? null : decodeEventCursor(appId, after)
  if (after !== null && start === null) throw badInput('after is not a valid cursor for this feed.')
  const bounds = await selectFeedBounds(ctx.db, appId)
  if (start === null) return { ...bounds, start }
  if (await isPositionUnknown(ctx.db, appId, start)) throw cursorLostRequestError()
  if (start < bounds.earliestCursor) throw cursorExpiredRequestError('after')
  return { ...bounds, start }
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
