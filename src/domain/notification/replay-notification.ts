import { findListedNotification, type ListedNotification } from '../../db/queries/list-notifications.ts'
import { replayNotification as replay } from '../../db/queries/retry-work.ts'
import { decodeId } from '../../platform/ids.ts'
import { createAct } from '../audit/create-act.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'

/** Has a message of the inbox worked on once more, whatever came of it before. */
export async function replayNotification(
  ctx: Context,
  input: { readonly notificationId: string },
): Promise<Outcome<{ notification: ListedNotification }>> {
  const { appId } = ctx.app
  const id = decodeId('ntf', input.notificationId)
  const before = id === null ? null : await findListedNotification(ctx.db, appId, id)
  if (id === null || before === null) return notFound()
  const { status, outcome } = before
  const details = { before: { status, outcome }, after: { status: 'RECEIVED' } }
  const act = createAct(ctx, { action: 'replayNotification', reason: null, details, claim: null })
  if (!(await replay(ctx.db, { appId, id, act }))) return notFound()
  const notification = await findListedNotification(ctx.db, appId, id)
  return notification === null ? notFound() : { notification, problem: null }
}

function notFound(): Outcome<{ notification: ListedNotification }> {
  const message = 'There is no such notification.'
  return { problem: createProblem('NOTIFICATION_NOT_FOUND', message, ['notificationId']) }
}
