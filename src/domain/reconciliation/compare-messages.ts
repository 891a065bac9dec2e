import { findMessageStatuses } from '../../db/queries/compared-sales.ts'
import type { PushedMessage } from '../../stores/list-contract.ts'
import { handleNotification } from '../notification/handle-notification.ts'
import { storeNotification } from '../notification/receive-notification.ts'
import type { Check, Notebook } from './comparison.ts'

/** Messages that the store says it pushed: those that never came in are put into the inbox, and handled at once. */
export async function compareMessages(
  notebook: Notebook,
  messages: readonly PushedMessage[],
): Promise<readonly (Check | null)[]> {
  const ids = messages.map(({ notification }) => notification.messageId)
  const statuses = await findMessageStatuses(notebook.ctx.db, notebook.round, ids)
  await notebook.heal(ids.filter((id) => statuses.get(id) === 'PROCESSED'))
  return messages.map((message) => {
    const subject = message.notification.messageId
    return statuses.has(subject) ? null : { subject, run: () => takeIn(notebook, message) }
  })
}

async function takeIn(notebook: Notebook, { body, notification }: PushedMessage): Promise<void> {
  const { ctx, round, calls } = notebook
  const { messageId: subject, type, sentAt } = notification
  const { stored, notificationId } = await storeNotification(ctx, {
    store: round.store,
    body,
    notification,
    source: 'BACKFILL',
  })
  if (!stored) return
  const when = sentAt === null ? '' : ` of ${sentAt.toISOString()}`
  const description = `The message ${type}${when} did not come in.`
  await notebook.note({ subject, description })
  calls.spend()
  const [change] = (await handleNotification(ctx, notificationId)) ?? []
  if (change !== undefined) {
    const { paymentId, purchaseId } = change
    await notebook.note({ subject, description, paymentId, purchaseId })
  }
  // What could not be handled now is tried again by its job, and healed when a later round finds it handled.
  const statuses = await findMessageStatuses(ctx.db, round, [subject])
  if (statuses.get(subject) === 'PROCESSED') await notebook.heal([subject])
}
