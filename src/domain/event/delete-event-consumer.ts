import {
  deleteEventConsumerRow,
  selectEventConsumerByName,
  type EventConsumerRow,
  type EventConsumerWithLag,
} from '../../db/queries/event-consumers.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { addLags, changeConsumer, checkConsumerName, createConsumerAuditEntry } from './event-consumer.ts'

/** Deletes a consumer. Returns the deleted consumer, or null if it did not exist. */
export async function deleteEventConsumer(
  ctx: Context,
  input: { readonly consumer: string },
): Promise<Outcome<{ consumer: EventConsumerWithLag | null }>> {
  const problem = checkConsumerName(input.consumer)
  if (problem !== null) return { problem }
  const outcome = await changeConsumer<{ deleted: EventConsumerRow | null }>(async () => {
    const before = await selectEventConsumerByName(ctx.db, ctx.app.appId, input.consumer)
    if (before === null) return { deleted: null, problem: null }
    const auditEntry = createConsumerAuditEntry(ctx, { action: 'deleteEventConsumer', before, after: null })
    const deleted = await deleteEventConsumerRow(ctx.db, before, auditEntry)
    return deleted === null ? null : { deleted, problem: null }
  })
  if (outcome.problem !== null) return outcome
  const [consumer = null] = outcome.deleted === null ? [] : await addLags(ctx, [outcome.deleted])
  return { consumer, problem: null }
}
