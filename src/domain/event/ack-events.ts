import { findFeedFloor } from '../../db/queries/events.ts'
import { moveConsumer, type ConsumerWithLag } from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import { newUuid } from '../../platform/ids.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { RequestError } from '../request-error.ts'
import { addLags, checkConsumerName } from './consumer.ts'
import { readFeedCursor } from './event-filter.ts'

export type AckEventsInput = { readonly consumer: string; readonly cursor: string; readonly force: boolean }

/** Names are for programs, not for each of their users: who makes one for every start should hear of it. */
const mostConsumers = 1_000

/** Keeps how far a consumer has come. Acknowledgements may come late and in any order: it never moves back, unless forced. */
export async function ackEvents(
  ctx: Context,
  input: AckEventsInput,
): Promise<Outcome<{ consumer: ConsumerWithLag }>> {
  const problem = checkConsumerName(input.consumer)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const position = readFeedCursor(appId, input.cursor)
  if (position === null) throw new RequestError('BAD_USER_INPUT', 'cursor is not a cursor of this feed.')
  const moved = await moveConsumer(
    ctx.db,
    { appId, id: newUuid(), name: input.consumer, position, ackedAt: ctx.clock() },
    { force: input.force, most: mostConsumers },
  )
  if (moved === null) return { problem: await explainRefusal(ctx, position) }
  const [consumer] = await addLags(ctx, [moved])
  if (consumer === undefined) throw new Error('there are as many consumers with their lags as without')
  return { consumer, problem: null }
}

async function explainRefusal(ctx: Context, position: bigint) {
  if (position < (await findFeedFloor(ctx.db, ctx.app.appId))) {
    return createProblem('INVALID_INPUT', 'cursor is older than what this feed keeps', ['cursor'])
  }
  return position > (await ctx.feed.head(ctx.app.appId))
    ? createProblem('INVALID_INPUT', 'cursor lies beyond the end of this feed', ['cursor'])
    : createProblem('INVALID_INPUT', `a project has at most ${mostConsumers} consumers`, ['consumer'])
}
