import type { Db } from '../client.ts'
import { jobInsertSql, notificationJobsInsertSql } from '../fragments/job-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createColumnReader } from '../row-mapper.ts'
import { notifications } from '../tables/notifications.ts'

export type NotificationRow = typeof notifications.$inferSelect

export type NewNotification = Pick<
  NotificationRow,
  | 'appId'
  | 'id'
  | 'store'
  | 'storeNotificationId'
  | 'type'
  | 'environment'
  | 'sentAt'
  | 'receivedAt'
  | 'source'
  | 'encryptedBody'
  | 'encryptedPayload'
  | 'saleKey'
>

export type StoredNotification = Pick<NotificationRow, 'appId' | 'id' | 'storeNotificationId'>

/** How long an insert waits for a transaction that inserts the same notification. */
const lockTimeoutMs = 500

/**
 * Inserts notifications into the inbox and enqueues jobs that process them, each several, in one statement. Returns those that did not exist.
 * @throws a lock timeout if another transaction has inserted one of them and does not end; then nothing was written
 * @param recoverAt when the job recovery enqueues the job again, should it get lost
 */
export async function insertNotifications(
  db: Db,
  notifications: readonly NewNotification[],
  recoverAt: Date,
): Promise<StoredNotification[]> {
  const rows = notifications.map((notification) => ({
    app_id: notification.appId,
    id: notification.id,
    store: notification.store,
    store_notification_id: notification.storeNotificationId,
    type: notification.type,
    environment: notification.environment,
    sent_at: notification.sentAt,
    received_at: notification.receivedAt,
    source: notification.source,
    encrypted_body: Buffer.from(notification.encryptedBody).toString('base64'),
    encrypted_payload: Buffer.from(notification.encryptedPayload).toString('base64'),
    sale_key: notification.saleKey === null ? null : Buffer.from(notification.saleKey).toString('base64'),
  }))
  const inserted = await db.sql<{ app_id: string; id: string; store_notification_id: string }[]>`
    with settings as materialized (
      select set_config('lock_timeout', ${String(lockTimeoutMs)}, true)
    ), input as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r (
        app_id uuid, id uuid, store text, store_notification_id text, type text, environment text, sent_at timestamptz,
        received_at timestamptz, source text, encrypted_body text, encrypted_payload text, sale_key text
      )
    ), notification_insert as (
      insert into notifications (app_id, id, store, store_notification_id, type, environment, sent_at, received_at, source,
                                 encrypted_body, encrypted_payload, sale_key, status, attempts, next_attempt_at)
      select app_id, id, store, store_notification_id, type, environment, sent_at, received_at, source,
             decode(encrypted_body, 'base64'), decode(encrypted_payload, 'base64'), decode(sale_key, 'base64'), 'RECEIVED', 0, ${recoverAt.toISOString()}::timestamptz
      from input where (select true from settings)
      order by app_id, store, store_notification_id
      on conflict (app_id, store, store_notification_id) do nothing
      returning app_id, id, store_notification_id
    ), job_insert as (
      ${notificationJobsInsertSql(db, 'notification_insert')}
    )
    select app_id, id, store_notification_id from notification_insert left join job_insert on true`
  return inserted.map((row) => ({
    appId: row.app_id,
    id: row.id,
    storeNotificationId: row.store_notification_id,
  }))
}

/** What an attempt needs of a notification: not the body, which is the largest part. */
const startedColumns = [
  'id',
  'store',
  'environment',
  'sentAt',
  'receivedAt',
  'source',
  'encryptedPayload',
  'attempts',
  'nextAttemptAt',
] as const satisfies readonly (keyof NotificationRow)[]

/** A notification that an attempt has claimed until its `nextAttemptAt`. */
export type StartedNotification = Pick<NotificationRow, (typeof startedColumns)[number]>

const started = createColumnReader(notifications, new Set(startedColumns))

/**
 * Claims notifications: the job recovery skips them until `nextAttemptAt`. Leaves out those that are processed.
 *
 * Neither this statement nor the next one may have a condition that implies the one of an index that starts with `app_id`: their plans are
 * kept, and one that was made while the table was small could read all rows of that index. Both lock the rows in the order of their ids.
 */
export async function updateNotificationsStarted(
  { sql }: Db,
  appId: string,
  { ids, nextAttemptAt }: { readonly ids: readonly string[]; readonly nextAttemptAt: Date },
): Promise<StartedNotification[]> {
  const rows = await sql`
    update notifications set attempts = attempts + 1, next_attempt_at = ${nextAttemptAt.toISOString()}::timestamptz
    where app_id = ${appId} and id = any(${[...ids]}::uuid[]) and status is distinct from 'PROCESSED'
    returning ${sql(started.names)}`.values()
  return rows.map((values) => started.read(values, 0))
}

export type NotificationResult = {
  readonly id: string
  /** The `next_attempt_at` with which the attempt claimed the notification. */
  readonly claimedUntil: Date | null
  readonly status: 'RECEIVED' | 'PROCESSED' | 'FAILED'
  /** What processing changed, or why it changed nothing or failed. */
  readonly result: string
  /** Null if there is no further attempt. */
  readonly nextAttemptAt: Date | null
}

/** Stores the results of attempts, except of those whose notification another attempt has claimed, or an operator has replayed, since. */
export async function updateNotificationResults(
  { sql }: Db,
  appId: string,
  { results, now }: { readonly results: readonly NotificationResult[]; readonly now: Date },
): Promise<void> {
  const ids = results.map(({ id }) => id)
  const times = (times: readonly (Date | null)[]) => times.map((time) => time?.toISOString() ?? null)
  const ofRow = (values: readonly (string | null)[]) =>
    sql`(${[...values]}::text[])[array_position(${ids}::uuid[], id)]`
  const statusSql = ofRow(results.map(({ status }) => status))
  await sql`
    update notifications
    set status = ${statusSql}, result = ${ofRow(results.map(({ result }) => result))},
        next_attempt_at = ${ofRow(times(results.map(({ nextAttemptAt }) => nextAttemptAt)))}::timestamptz,
        processed_at = case when ${statusSql} = 'PROCESSED' then ${now.toISOString()}::timestamptz end
    where app_id = ${appId} and id = any(${ids}::uuid[])
      and next_attempt_at is not distinct from ${ofRow(times(results.map(({ claimedUntil }) => claimedUntil)))}::timestamptz`
}

/** A notification is RECEIVED again and due now, with its job and the audit log; false if it does not exist. */
export async function resetNotification(
  db: Db,
  { appId, id, action }: { readonly appId: string; readonly id: string; readonly action: OperatorAction },
): Promise<boolean> {
  const rows = await db.sql`
    with changed as (
      update notifications
      set status = 'RECEIVED', processed_at = null, next_attempt_at = ${action.now.toISOString()}::timestamptz
      where app_id = ${appId} and id = ${id}
      returning app_id, id
    ), ${operatorActionSql(db, 'changed', action)}, job_insert as (
      ${jobInsertSql(db, { task: 'process_notification', from: 'changed' })}
    )
    select changed.id from changed left join job_insert on true`
  return rows.length > 0
}
