import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { webhookDeliveries } from '../tables/webhook-deliveries.ts'
import { webhookEndpoints, type WebhookPauseReason } from '../tables/webhook-endpoints.ts'
import type { WebhookEndpointRow } from './webhook-endpoints.ts'

export type WebhookDeliveryRow = typeof webhookDeliveries.$inferSelect

/** Not an id of a delivery: these are of version 7. */
const maxUuid = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const toEndpoint = createRowMapper(webhookEndpoints)
const toDelivery = createRowMapper(webhookDeliveries)

export async function selectWebhookDelivery(
  db: Db,
  appId: string,
  id: string,
): Promise<WebhookDeliveryRow | null> {
  const [row] = await db.orm
    .select()
    .from(webhookDeliveries)
    .where(and(eq(webhookDeliveries.appId, appId), eq(webhookDeliveries.id, id)))
  return row ?? null
}

/** What the listed attempts have; null does not restrict them. */
export type WebhookDeliveryConditions = {
  readonly status: WebhookDeliveryRow['status'] | null
  readonly eventId: string | null
}

/**
 * Newest first. The endpoint is a range and part of the order, because only the index of the endpoint has that order. The primary key
 * has the order of the ids, and would be read past the deliveries of all other endpoints. The failed ones have an index of their own, and
 * those of an event are few.
 */
export async function selectWebhookDeliveries(
  db: Db,
  appId: string,
  page: WebhookDeliveryConditions & {
    readonly endpointId: string
    readonly after: string | null
    readonly limit: number
  },
): Promise<WebhookDeliveryRow[]> {
  const { endpointId, status, eventId, after, limit } = page
  if (eventId !== null) {
    const ofEvent = await selectWebhookDeliveriesOfEvents(db, appId, {
      eventIds: [eventId],
      after,
      limit: null,
    })
    return ofEvent
      .filter((each) => each.endpointId === endpointId && (status === null || each.status === status))
      .slice(0, limit)
  }
  const { sql: query } = db
  const failed = status === 'FAILED' ? query`and status = 'FAILED'` : query``
  const delivered = status === 'DELIVERED' ? query`and status = 'DELIVERED'` : query``
  const upTo =
    after === null
      ? query`endpoint_id <= ${endpointId}`
      : query`(endpoint_id, app_id, id) < (${endpointId}::uuid, ${appId}::uuid, ${after}::uuid)`
  const rows = await query`
    select * from webhook_deliveries
    where app_id = ${appId} and endpoint_id >= ${endpointId} and ${upTo} ${failed} ${delivered}
    order by endpoint_id desc, id desc limit ${limit}`
  return rows.map((row) => toDelivery(row))
}

/**
 * The attempts to deliver some events, newest first. Of each event only as many as the page has are read, without their rows, and the
 * page is chosen from these. The event is a range and part of the order, because only its index has that order: see
 * `selectWebhookDeliveries`.
 */
export async function selectWebhookDeliveriesOfEvents(
  { sql }: Db,
  appId: string,
  page: {
    readonly eventIds: readonly string[]
    readonly after: string | null
    readonly limit: number | null
  },
): Promise<WebhookDeliveryRow[]> {
  const rows = await sql`
    with page as materialized (
      select attempt.id
      from unnest(${page.eventIds}::uuid[]) as event (id)
      cross join lateral (
        select d.id from webhook_deliveries d
        where d.app_id = ${appId} and d.event_id >= event.id
          and (d.event_id, d.app_id, d.id) < (event.id, ${appId}::uuid, ${page.after ?? maxUuid}::uuid)
        order by d.event_id desc, d.app_id desc, d.id desc limit ${page.limit}
      ) attempt
      order by attempt.id desc limit ${page.limit}
    )
    select d.* from webhook_deliveries d
    where d.app_id = ${appId} and d.id = any(array(select id from page)) order by d.id desc`
  return rows.map((row) => toDelivery(row))
}

/** Success and duration of attempts; the durations are null if there was none. */
export type WebhookDeliverySummary = {
  readonly attemptCount: number
  readonly deliveredCount: number
  readonly medianDurationMs: number | null
  readonly p95DurationMs: number | null
}

/** Of the newest attempts to deliver to an endpoint, `limit` at most, those since a time. */
export async function summarizeWebhookDeliveries(
  { sql }: Db,
  appId: string,
  { endpointId, since, limit }: { readonly endpointId: string; readonly since: Date; readonly limit: number },
): Promise<WebhookDeliverySummary> {
  const [row] = await sql<WebhookDeliverySummary[]>`
    select count(*)::int as "attemptCount", (count(*) filter (where status = 'DELIVERED'))::int as "deliveredCount",
           percentile_disc(0.5) within group (order by duration_ms) as "medianDurationMs",
           percentile_disc(0.95) within group (order by duration_ms) as "p95DurationMs"
    from (
      select status, duration_ms, attempted_at from webhook_deliveries
      where app_id = ${appId} and endpoint_id >= ${endpointId} and endpoint_id <= ${endpointId}
      order by endpoint_id desc, id desc limit ${limit}
    ) newest
    where attempted_at >= ${since.toISOString()}::timestamptz`
  return row ?? { attemptCount: 0, deliveredCount: 0, medianDurationMs: null, p95DurationMs: null }
}

/** Logs an attempt that is no part of the progress of its endpoint. */
export async function insertWebhookDelivery(db: Db, row: WebhookDeliveryRow): Promise<void> {
  await db.orm.insert(webhookDeliveries).values(row)
}

export type DueWebhooksQuery = {
  readonly now: Date
  /** With this many blocked purchases the events of all purchases wait for the next attempt. */
  readonly maxBlocked: number
}

/** Enqueues a job for each active endpoint that has undelivered events, may be tried now, and is not leased. */
export async function insertDueWebhookJobs(
  db: Db,
  { now, maxBlocked, limit }: DueWebhooksQuery & { readonly limit: number },
): Promise<void> {
  await db.sql`
    with due as materialized (
      select e.app_id, e.id from webhook_endpoints e join feed_heads h on h.app_id = e.app_id
      where e.status = 'ACTIVE' and e.position < h.position
        and (e.next_attempt_at <= ${now.toISOString()}::timestamptz
          or (e.scanned_position < h.position and jsonb_array_length(e.blocked_purchase_ids) between 1 and ${maxBlocked - 1}::int))
        and e.lease_expires_at <= ${now.toISOString()}::timestamptz
      order by e.next_attempt_at limit ${limit}
    )
    ${jobInsertSql(db, { task: 'deliver_webhook', from: 'due' })}`
}

/** Leases the endpoint; null while another worker holds the lease, or while it is paused or may not be tried yet. */
export async function updateWebhookEndpointLeased(
  { sql }: Db,
  lease: DueWebhooksQuery & {
    readonly appId: string
    readonly id: string
    readonly leaseExpiresAt: Date
    readonly leaseHolder: string
  },
): Promise<WebhookEndpointRow | null> {
  const nowText = lease.now.toISOString()
  const [row] = await sql`
    update webhook_endpoints set
      lease_expires_at = ${lease.leaseExpiresAt.toISOString()}::timestamptz, lease_holder = ${lease.leaseHolder}::uuid
    where app_id = ${lease.appId} and id = ${lease.id} and status = 'ACTIVE'
      and lease_expires_at <= ${nowText}::timestamptz
      and (next_attempt_at <= ${nowText}::timestamptz
        or (jsonb_array_length(blocked_purchase_ids) between 1 and ${lease.maxBlocked - 1}::int
          and scanned_position < (select position from feed_heads where app_id = ${lease.appId})))
    returning *`
  return row === undefined ? null : toEndpoint(row)
}

export type WebhookProgress = Pick<
  WebhookEndpointRow,
  | 'position'
  | 'deliveredPositions'
  | 'blockedPurchaseIds'
  | 'scannedPosition'
  | 'consecutiveFailures'
  | 'firstFailedAt'
  | 'lastError'
  | 'nextAttemptAt'
  | 'leaseExpiresAt'
> & {
  /** Why the endpoint is paused from now on; null if it stays active. */
  readonly pauseReason: WebhookPauseReason | null
}

/**
 * Stores the log of the deliveries and the progress of the endpoint, in one statement. False if the lease was lost, or if the
 * endpoint was changed since it was read: then only the log is written.
 */
export async function saveWebhookProgress(
  { sql }: Db,
  leased: WebhookEndpointRow,
  progress: WebhookProgress,
  deliveries: readonly WebhookDeliveryRow[],
): Promise<boolean> {
  const isPaused = progress.pauseReason !== null
  const rows = await sql`
    with delivery_insert as (
      insert into webhook_deliveries
        (app_id, id, endpoint_id, event_id, attempted_at, url, request_body, status, response_status, response_body, error, duration_ms)
      select ${leased.appId}::uuid, id, ${leased.id}::uuid, "eventId", "attemptedAt", url, "requestBody", status, "responseStatus",
             "responseBody", error, "durationMs"
      from json_to_recordset(${JSON.stringify(deliveries)}::text::json) as delivery (
        id uuid, "eventId" uuid, "attemptedAt" timestamptz, url text, "requestBody" text, status text, "responseStatus" int,
        "responseBody" text, error text, "durationMs" int)
    )
    update webhook_endpoints set
      position = ${progress.position.toString()}::bigint,
      delivered_positions = ${JSON.stringify(progress.deliveredPositions)}::text::jsonb,
      blocked_purchase_ids = ${JSON.stringify(progress.blockedPurchaseIds)}::text::jsonb,
      scanned_position = ${progress.scannedPosition.toString()}::bigint,
      consecutive_failures = ${progress.consecutiveFailures}, first_failed_at = ${progress.firstFailedAt?.toISOString() ?? null}::timestamptz,
      last_error = ${progress.lastError}::text, next_attempt_at = ${progress.nextAttemptAt.toISOString()}::timestamptz,
      lease_expires_at = ${progress.leaseExpiresAt.toISOString()}::timestamptz,
      status = case when ${isPaused}::boolean then 'PAUSED' else status end,
      pause_reason = ${progress.pauseReason}::text,
      revision = case when ${isPaused}::boolean then revision + 1 else revision end
    where app_id = ${leased.appId} and id = ${leased.id} and revision = ${leased.revision}
      and lease_expires_at = ${leased.leaseExpiresAt.toISOString()}::timestamptz
    returning 1`
  return rows.length > 0
}

/** Releases the lease of an endpoint if it expires at one of these times, which identify the holder; other changes do not matter. */
export async function updateWebhookEndpointReleased(
  { sql }: Db,
  leased: { readonly appId: string; readonly id: string; readonly leases: readonly Date[] },
): Promise<void> {
  await sql`
    update webhook_endpoints set lease_expires_at = 'epoch'
    where app_id = ${leased.appId} and id = ${leased.id}
      and lease_expires_at = any(${leased.leases.map((expiresAt) => expiresAt.toISOString())}::text[]::timestamptz[])`
}
