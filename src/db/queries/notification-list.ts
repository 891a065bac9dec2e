import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { notifications, type NotificationStatus } from '../tables/notifications.ts'
import type { NotificationSummary } from './notification-summaries.ts'
import { rowsPerScan } from './rows-per-scan.ts'

/** What the listed notifications have; null does not restrict them. */
export type NotificationConditions = {
  readonly store: StoreValue | null
  readonly status: NotificationStatus | null
  readonly type: string | null
  readonly environment: 'PRODUCTION' | 'SANDBOX' | null
  /** Inclusive. */
  readonly receivedFrom: Date | null
  /** Exclusive. */
  readonly receivedTo: Date | null
}

/** A place in the list: a time in RFC 3339, and the id, which distinguishes equal ones. */
export type NotificationPosition = { readonly receivedAt: string; readonly id: string }

export type ScannedNotifications = {
  readonly rows: NotificationSummary[]
  /** Where the statement stopped because it had read enough, before it found `limit` notifications; null if it need not stop. */
  readonly stoppedAt: NotificationPosition | null
}

const toNotification = createRowMapper(notifications)

/**
 * The next notifications, newest first. The statement chooses the index: that of notifications that are not processed, that of the type,
 * or that of the time. It examines what the index lists to check the other conditions.
 */
export async function scanNotifications(
  db: Db,
  appId: string,
  span: NotificationConditions & { readonly after: NotificationPosition | null; readonly limit: number },
): Promise<ScannedNotifications> {
  const { sql } = db
  const { indexed, others } = divideConditions(db, span)
  const source = sql`
    select app_id, id, store, store_notification_id, type, environment, sent_at, received_at, source, status, attempts, result,
           processed_at, next_attempt_at
    from notifications
    where app_id = ${appId} ${indexed} ${periodSql(db, span)} order by received_at desc, id desc`
  // Literals: for a parameter the planner would assume a part of the table.
  const bound = others.length === 0 ? sql`limit ${span.limit}` : sql`limit ${sql.unsafe(String(rowsPerScan))}`
  const filter = others.reduce((all, condition) => sql`${all} ${condition}`, sql``)
  const found = await sql`
    select * from (${source} ${bound}) n where true ${filter} order by received_at desc, id desc limit ${span.limit}`
  const rows = found.map((row) => toNotification(row))
  if (others.length === 0 || rows.length === span.limit) return { rows, stoppedAt: null }
  const [stop] = await sql`select * from (${source} offset ${sql.unsafe(String(rowsPerScan - 1))} limit 1) n`
  return { rows, stoppedAt: stop === undefined ? null : positionOf(toNotification(stop)) }
}

export function positionOf({
  receivedAt,
  id,
}: Pick<NotificationSummary, 'receivedAt' | 'id'>): NotificationPosition {
  return { receivedAt: receivedAt.toISOString(), id }
}

/** The conditions that the index checks, and those that remain. Each index is used only by the statement that has its condition. */
function divideConditions(db: Db, { store, status, type, environment }: NotificationConditions) {
  const { sql } = db
  const typeSql = type === null ? [] : [sql`and type = ${type}`]
  const others: Fragment[] = [
    ...(store === null ? [] : [sql`and store = ${store}`]),
    ...(environment === null ? [] : [sql`and environment = ${environment}`]),
  ]
  if (status !== null && status !== 'PROCESSED') {
    return { indexed: sql`and status = ${status} and status <> 'PROCESSED'`, others: [...typeSql, ...others] }
  }
  if (status !== null) others.push(sql`and status = ${status}`)
  const indexed = type === null ? sql`and received_at > '-infinity'` : sql`and type = ${type} and type > ''`
  return { indexed, others }
}

function periodSql(
  { sql }: Db,
  {
    receivedFrom,
    receivedTo,
    after,
  }: Pick<NotificationConditions, 'receivedFrom' | 'receivedTo'> & {
    readonly after: NotificationPosition | null
  },
): Fragment {
  const from =
    receivedFrom === null ? sql`` : sql`and received_at >= ${receivedFrom.toISOString()}::timestamptz`
  const to = receivedTo === null ? sql`` : sql`and received_at < ${receivedTo.toISOString()}::timestamptz`
  const next =
    after === null
      ? sql``
      : sql`and (received_at, id) < (${after.receivedAt}::timestamptz, ${after.id}::uuid)`
  return sql`${from} ${to} ${next}`
}
