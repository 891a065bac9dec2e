import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { notifications } from '../tables/notifications.ts'

export type NotificationRow = typeof notifications.$inferSelect

export type NewNotification = Pick<
  NotificationRow,
  | 'appId'
  | 'id'
  | 'store'
  | 'messageId'
  | 'type'
  | 'environment'
  | 'sentAt'
  | 'receivedAt'
  | 'source'
  | 'body'
  | 'content'
>

export type StoredNotification = { readonly appId: string; readonly id: string; readonly messageId: string }

const toNotification = createRowMapper(notifications)

/**
 * Puts messages into the inbox, and asks in the same statement for the jobs that handle them. Returns those that were not
 * there before.
 * @param recoverAt when a sweep looks after a message whose job got lost
 */
export async function insertNotifications(
  { sql }: Db,
  notifications: readonly NewNotification[],
  recoverAt: Date,
): Promise<StoredNotification[]> {
  const rows = notifications.map((notification) => ({
    app_id: notification.appId,
    id: notification.id,
    store: notification.store,
    message_id: notification.messageId,
    type: notification.type,
    environment: notification.environment,
    sent_at: notification.sentAt,
    received_at: notification.receivedAt,
    source: notification.source,
    body: Buffer.from(notification.body).toString('base64'),
    content: Buffer.from(notification.content).toString('base64'),
  }))
  const stored = await sql<{ app_id: string; id: string; message_id: string }[]>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as g (
        app_id uuid, id uuid, store text, message_id text, type text, environment text, sent_at timestamptz,
        received_at timestamptz, source text, body text, content text
      )
    ), stored as (
      insert into notifications (app_id, id, store, message_id, type, environment, sent_at, received_at, source, body, content,
                                 status, attempts, next_at)
      select app_id, id, store, message_id, type, environment, sent_at, received_at, source, decode(body, 'base64'),
             decode(content, 'base64'), 'RECEIVED', 0, ${recoverAt.toISOString()}::timestamptz
      from given
      order by app_id, store, message_id
      on conflict (app_id, store, message_id) do nothing
      returning app_id, id, message_id
    ), asked as (
      select count(*) from graphile_worker.add_jobs((
        select coalesce(array_agg((
          'process_notification', json_build_object('appId', app_id, 'notificationId', id), null, now(), 25,
          'notification:' || id, 0, null
        )::graphile_worker.job_spec), '{}')
        from stored
      ))
      where exists (select from stored)
    )
    select app_id, id, message_id from stored left join asked on true`
  return stored.map((row) => ({ appId: row.app_id, id: row.id, messageId: row.message_id }))
}

/** Takes a message up: whoever looks for forgotten ones lets it be until `nextAt`. Null if it is handled. */
export async function updateNotificationStarted(
  { sql }: Db,
  { appId, id, nextAt }: { readonly appId: string; readonly id: string; readonly nextAt: Date },
): Promise<NotificationRow | null> {
  const [row] = await sql`
    update notifications set attempts = attempts + 1, next_at = ${nextAt.toISOString()}::timestamptz
    where app_id = ${appId} and id = ${id} and status <> 'PROCESSED'
    returning *`
  return row === undefined ? null : toNotification(row)
}

export type NotificationResult = {
  readonly appId: string
  readonly id: string
  readonly status: 'RECEIVED' | 'PROCESSED' | 'FAILED'
  readonly outcome: string
  readonly now: Date
  /** When to try again; null for ever. */
  readonly nextAt: Date | null
}

export async function updateNotificationResult({ sql }: Db, result: NotificationResult): Promise<void> {
  await sql`
    update notifications
    set status = ${result.status}, outcome = ${result.outcome}, next_at = ${result.nextAt?.toISOString() ?? null}::timestamptz,
        processed_at = case when ${result.status} = 'PROCESSED' then ${result.now.toISOString()}::timestamptz end
    where app_id = ${result.appId} and id = ${result.id}`
}
