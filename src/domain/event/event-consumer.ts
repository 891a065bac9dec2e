import {
  selectConsumerLags,
  type EventConsumerRow,
  type EventConsumerWithLag,
} from '../../db/queries/event-consumers.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import type { Context } from '../context.ts'
import { checkName } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { encodeEventCursor } from './event-cursor.ts'

/** A concurrent acknowledgement makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

export function checkConsumerName(name: string): Problem | null {
  return checkName(name, ['consumer'])
}

/** @param change resolves with null if the consumer has changed since it was read */
export async function changeConsumer<Fields extends object>(
  change: () => Promise<Outcome<Fields> | null>,
): Promise<Outcome<Fields>> {
  const changed = await retryOnConflict(maxAttempts, change)
  if (changed !== null) return changed
  const message = 'The event consumer is being changed concurrently. Retry.'
  return { problem: createProblem('BUSY', message, ['consumer'], 100) }
}

/** The audit entry of an operator action, with the positions of the consumer before and after it. */
export function createConsumerAuditEntry(
  ctx: Context,
  {
    action,
    before,
    after,
  }: {
    readonly action: AuditAction
    readonly before: EventConsumerRow
    readonly after: EventConsumerRow | null
  },
) {
  const describe = (consumer: EventConsumerRow) => ({
    consumer: consumer.name,
    cursor: encodeEventCursor(consumer),
  })
  const details = { before: describe(before), ...(after === null ? {} : { after: describe(after) }) }
  return createOperatorAction(ctx, { action, changes: details })
}

/** Adds to each consumer how far it is behind the end of the feed, in the same order. */
export async function addLags(
  ctx: Context,
  consumers: readonly EventConsumerRow[],
): Promise<EventConsumerWithLag[]> {
  const positions = consumers.map(({ position }) => position)
  const lags = await selectConsumerLags(ctx.db, ctx.app.appId, positions)
  return consumers.map((consumer, index) => ({
    ...consumer,
    lag: lags[index] ?? { events: 0n, since: null },
  }))
}
