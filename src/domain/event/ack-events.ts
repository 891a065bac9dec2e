import { isPositionUnknown, selectFeedBounds } from '../../db/queries/events.ts'
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
import { decodeEventCursor } from './event-cursor.ts'
import { describeLostCursor } from './feed-errors.ts'

export type AckEventsInput = {
  readonly consumer: string
  readonly cursor: string
  readonly allowRewind: boolean
}

/** Consumers are meant to be few and permanent: a program that creates one at each start gets an error. */
const maxConsumers = 1_000

/**
 * Stores the position of a consumer. Acknowledgements may arrive late and in any order: the position never moves back, unless
 * `allowRewind` is set.
 */
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
  const outcome = input.allowRewind ? await rewindConsumer(ctx, target) : await advanceConsumer(ctx, target)
  if (outcome.problem !== null) return outcome
  const [consumer] = await addLags(ctx, [outcome.updated])
  if (consumer === undefined) throw new Error('missing lag for consumer')
  return { consumer, problem: null }
}

async function advanceConsumer(
  ctx: Context,
  target: EventConsumerRow,
): Promise<Outcome<{ updated: EventConsumerRow }>> {
  const updated = await upsertEventConsumer(ctx.db, target, maxConsumers)
  return updated === null
    ? { problem: await diagnoseRejection(ctx, target.position) }
    : { updated, problem: null }
}

async function diagnoseRejection(ctx: Context, position: bigint): Promise<Problem> {
  const { appId } = ctx.app
  if (await isPositionUnknown(ctx.db, appId, position))
    return createProblem('INVALID_INPUT', describeLostCursor('cursor'), ['cursor'])
  const { earliestCursor: floor } = await selectFeedBounds(ctx.db, appId)
  return position < floor
    ? createProblem('INVALID_INPUT', 'cursor has expired: events after it are no longer retained', ['cursor'])
    : createProblem('INVALID_INPUT', `an app can have at most ${maxConsumers} event consumers`, ['consumer'])
}

/** Only a move back is an operator action; a move forward is an ordinary acknowledgement. */
async function rewindConsumer(
  ctx: Context,
  target: EventConsumerRow,
): Promise<Outcome<{ updated: EventConsumerRow }>> {
  return changeConsumer(async () => {
    const before = await selectEventConsumerByName(ctx.db, target.appId, target.name)
    const { earliestCursor: floor } = await selectFeedBounds(ctx.db, target.appId)
    const isUnknown = await isPositionUnknown(ctx.db, target.appId, target.position)
    const isRetained = target.position >= floor && !isUnknown
    if (before === null || before.position <= target.position || !isRetained) {
      const outcome = await advanceConsumer(ctx, target)
      // Another request has moved it past the target meanwhile.
      return outcome.problem === null && outcome.updated.position > target.position ? null : outcome
    }
    const auditEntry = createConsumerAuditEntry(ctx, { action: 'ackEvents', before, after: target })
    const updated = await updateEventConsumerPosition(ctx.db, before, target, auditEntry)
    return updated === null ? null : { updated, problem: null }
  })
}
