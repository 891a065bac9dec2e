import { findFeedBounds } from '../../db/queries/events.ts'
import {
  findConsumer,
  moveConsumer,
  rewindConsumer,
  type ConsumerRow,
  type ConsumerWithLag,
} from '../../db/queries/feed-consumers.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { RequestError } from '../request-error.ts'
import { addLags, changeConsumer, checkConsumerName, createConsumerAct } from './consumer.ts'
import { readFeedCursor } from './event-filter.ts'

export type AckEventsInput = { readonly consumer: string; readonly cursor: string; readonly allowRewind: boolean }

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
  const wanted = { appId, id: newUuid(), name: input.consumer, position, ackedAt: ctx.clock() }
  const outcome = input.allowRewind ? await forceTo(ctx, wanted) : await moveOn(ctx, wanted)
  if (outcome.problem !== null) return outcome
  const [consumer] = await addLags(ctx, [outcome.moved])
  if (consumer === undefined) throw new Error('there are as many consumers with their lags as without')
  return { consumer, problem: null }
}

async function moveOn(ctx: Context, wanted: ConsumerRow): Promise<Outcome<{ moved: ConsumerRow }>> {
  const moved = await moveConsumer(ctx.db, wanted, mostConsumers)
  return moved === null ? { problem: await explainRefusal(ctx, wanted.position) } : { moved, problem: null }
}

async function explainRefusal(ctx: Context, position: bigint): Promise<Problem> {
  const { floor, head } = await findFeedBounds(ctx.db, ctx.app.appId)
  if (position < floor)
    return createProblem('INVALID_INPUT', 'cursor is older than what this feed keeps', ['cursor'])
  return position > head
    ? createProblem('INVALID_INPUT', 'cursor lies beyond the end of this feed', ['cursor'])
    : createProblem('INVALID_INPUT', `a project has at most ${mostConsumers} consumers`, ['consumer'])
}

/** Only the way back is an act by hand: on the way on, allowRewind changes nothing. */
async function forceTo(ctx: Context, wanted: ConsumerRow): Promise<Outcome<{ moved: ConsumerRow }>> {
  return changeConsumer(async () => {
    const before = await findConsumer(ctx.db, wanted.appId, wanted.name)
    const { floor, head } = await findFeedBounds(ctx.db, wanted.appId)
    const isKept = wanted.position >= floor && wanted.position <= head
    if (before === null || before.position <= wanted.position || !isKept) {
      const outcome = await moveOn(ctx, wanted)
      // Somebody else has moved it on meanwhile.
      return outcome.problem === null && outcome.moved.position > wanted.position ? null : outcome
    }
    const act = createConsumerAct(ctx, { action: 'ackEvents', before, after: wanted })
    const moved = await rewindConsumer(ctx.db, before, wanted, act)
    return moved === null ? null : { moved, problem: null }
  })
}
