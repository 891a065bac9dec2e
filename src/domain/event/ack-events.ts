import { selectFeedBounds } from '../../db/queries/events.ts'
import {
  selectEventConsumerByName,
  upsertEventConsumer,
  updateEventConsumerPosition,
  type EventConsumerRow,
  type EventConsumerWithLag,
} from '../../db/queries/event-consumers.ts'
import { newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { RequestError } from '../../platform/request-error.ts'
import { addLags, changeConsumer, checkConsumerName, createConsumerAuditEntry } from './event-consumer.ts'
import { decodeEventCursor } from './event-filter.ts'

export type AckEventsInput = {
  readonly consumer: string
  readonly cursor: string
  readonly allowRewind: boolean
}

/** Names are for programs, not for each of their users: who makes one for every start should hear of it. */
const maxConsumers = 1_000

/** Keeps how far a consumer has come. Acknowledgements may come late and in any order: it never moves back, unless forced. */
export async function ackEvents(
  ctx: Context,
  input: AckEventsInput,
): Promise<Outcome<{ consumer: EventConsumerWithLag }>> {
  const problem = checkConsumerName(input.consumer)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const position = decodeEventCursor(appId, input.cursor)
  if (position === null)
    throw new RequestError('BAD_USER_INPUT', 'cursor is not a valid cursor for this feed.')
  const target = { appId, id: newUuid(), name: input.consumer, position, ackedAt: ctx.clock() }
  const outcome = input.allowRewind ? await forcePosition(ctx, target) : await advanceConsumer(ctx, target)
  if (outcome.problem !== null) return outcome
  const [consumer] = await addLags(ctx, [outcome.moved])
  if (consumer === undefined) throw new Error('missing lag for consumer')
  return { consumer, problem: null }
}

async function advanceConsumer(
  ctx: Context,
  target: EventConsumerRow,
): Promise<Outcome<{ moved: EventConsumerRow }>> {
  const moved = await upsertEventConsumer(ctx.db, target, maxConsumers)
  return moved === null
    ? { problem: await diagnoseRejection(ctx, target.position) }
    : { moved, problem: null }
}

async function diagnoseRejection(ctx: Context, position: bigint): Promise<Problem> {
  const { earliestCursor: floor, head } = await selectFeedBounds(ctx.db, ctx.app.appId)
  if (position < floor)
    return createProblem('INVALID_INPUT', 'cursor has expired: events after it are no longer retained', [
      'cursor',
    ])
  return position > head
    ? createProblem('INVALID_INPUT', 'cursor is ahead of the end of this feed', ['cursor'])
    : createProblem('INVALID_INPUT', `an app can have at most ${maxConsumers} event consumers`, ['consumer'])
}

/** Only the way back is an act by hand: on the way on, allowRewind changes nothing. */
async function forcePosition(
  ctx: Context,
  target: EventConsumerRow,
): Promise<Outcome<{ moved: EventConsumerRow }>> {
  return changeConsumer(async () => {
    const before = await selectEventConsumerByName(ctx.db, target.appId, target.name)
    const { earliestCursor: floor, head } = await selectFeedBounds(ctx.db, target.appId)
    const isRetained = target.position >= floor && target.position <= head
    if (before === null || before.position <= target.position || !isRetained) {
      const outcome = await advanceConsumer(ctx, target)
      // Somebody else has moved it on meanwhile.
      return outcome.problem === null && outcome.moved.position > target.position ? null : outcome
    }
    const auditEntry = createConsumerAuditEntry(ctx, { action: 'ackEvents', before, after: target })
    const moved = await updateEventConsumerPosition(ctx.db, before, target, auditEntry)
    return moved === null ? null : { moved, problem: null }
  })
}
