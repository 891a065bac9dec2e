import {
  deleteEventConsumer as deleteRow,
  findConsumer,
  type ConsumerRow,
  type ConsumerWithLag,
} from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import type { Outcome } from '../problem.ts'
import { addLags, changeConsumer, checkConsumerName, createConsumerAct } from './consumer.ts'

/** Forgets a consumer, and answers with what it was; null if there was none. */
export async function deleteEventConsumer(
  ctx: Context,
  input: { readonly consumer: string },
): Promise<Outcome<{ consumer: ConsumerWithLag | null }>> {
  const problem = checkConsumerName(input.consumer)
  if (problem !== null) return { problem }
  const outcome = await changeConsumer<{ deleted: ConsumerRow | null }>(async () => {
    const before = await findConsumer(ctx.db, ctx.app.appId, input.consumer)
    if (before === null) return { deleted: null, problem: null }
    const act = createConsumerAct(ctx, { action: 'deleteEventConsumer', before, after: null })
    const deleted = await deleteRow(ctx.db, before, act)
    return deleted === null ? null : { deleted, problem: null }
  })
  if (outcome.problem !== null) return outcome
  const [consumer = null] = outcome.deleted === null ? [] : await addLags(ctx, [outcome.deleted])
  return { consumer, problem: null }
}
