import { deleteConsumer as deleteRow, type ConsumerWithLag } from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import type { Problem } from '../problem.ts'
import { addLags, checkConsumerName } from './consumer.ts'

/** Forgets a consumer, and answers with what it was; null if there was none. */
export async function deleteConsumer(
  ctx: Context,
  input: { readonly consumer: string },
): Promise<{ consumer: ConsumerWithLag | null; problem: Problem | null }> {
  const problem = checkConsumerName(input.consumer)
  if (problem !== null) return { consumer: null, problem }
  const deleted = await deleteRow(ctx.db, ctx.app.appId, input.consumer)
  const [consumer = null] = deleted === null ? [] : await addLags(ctx, [deleted])
  return { consumer, problem: null }
}
