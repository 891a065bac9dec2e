import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { webhookDeliveries, webhookEndpoints, type WebhookPauseReason } from '../tables/webhooks.ts'
import type { RetentionBatch } from './delete-old-rows.ts'
import type { WebhookEndpointRow } from './webhook-endpoints.ts'

export type WebhookDeliveryRow = typeof webhookDeliveries.$inferSelect

const toEndpoint = createRowMapper(webhookEndpoints)

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

/** Newest first. */
export async function selectWebhookDeliveries(
  db: Db,
  appId: string,
  page: { readonly endpointId: string; readonly after: string | null; readonly limit: number },
): Promise<WebhookDeliveryRow[]> {
  return db.orm
    .select()
    .from(webhookDeliveries)
    .where(
      and(
        eq(webhookDeliveries.appId, appId),
        eq(webhookDeliveries.endpointId, page.endpointId),
        page.after === null ? undefined : lt(webhookDeliveries.id, page.after),
      ),
    )
    .orderBy(desc(webhookDeliveries.id))
    .limit(page.limit)
}

/** `patience`: so many purchases may wait for a retry before the others wait with them. */
export type DueWebhooksQuery = { readonly now: Date; readonly patience: number }

/** Asks for a job for each endpoint that has something to deliver, may try now, and is nobody's at this moment. */
export async function insertDueWebhookJobs(
  { sql }: Db,
  { now, patience, limit }: DueWebhooksQuery & { readonly limit: number },
): Promise<void> {
  await sql`
    with due as materialized (
      select e.app_id, e.id from webhook_endpoints e join feed_heads h on h.app_id = e.app_id
      where e.status = 'ACTIVE' and e.position < h.position
        and (e.next_at <= ${now.toISOString()}::timestamptz
          or (e.seen < h.position and jsonb_array_length(e.waiting) between 1 and ${patience - 1}::int))
        and e.leased_until <= ${now.toISOString()}::timestamptz
      order by e.next_at limit ${limit}
    )
    select count(*) from graphile_worker.add_jobs((
      select array_agg((
        'deliver_webhook', json_build_object('appId', app_id, 'endpointId', id), null, now(), 25,
        'webhook:' || id, 0, null
      )::graphile_worker.job_spec) from due
    ), true)
    where exists (select from due)`
}

/** The endpoint, ours until `leasedUntil`; null while it is somebody else's, paused, or has to wait. */
export async function updateWebhookEndpointLeased(
  { sql }: Db,
  lease: DueWebhooksQuery & { readonly appId: string; readonly id: string; readonly leasedUntil: Date },
): Promise<WebhookEndpointRow | null> {
  const now = lease.now.toISOString()
  const [row] = await sql`
    update webhook_endpoints set leased_until = ${lease.leasedUntil.toISOString()}::timestamptz
    where app_id = ${lease.appId} and id = ${lease.id} and status = 'ACTIVE'
      and leased_until <= ${now}::timestamptz
      and (next_at <= ${now}::timestamptz
        or (jsonb_array_length(waiting) between 1 and ${lease.patience - 1}::int
          and seen < (select position from feed_heads where app_id = ${lease.appId})))
    returning *`
  return row === undefined ? null : toEndpoint(row)
}

export type WebhookProgress = Pick<
  WebhookEndpointRow,
  | 'position'
  | 'ahead'
  | 'waiting'
  | 'seen'
  | 'attempts'
  | 'firstFailedAt'
  | 'lastError'
  | 'nextAt'
  | 'leasedUntil'
> & {
  /** It ends here. */
  readonly pauseReason: WebhookPauseReason | null
}

/**
 * Writes down what was delivered and how far it has come, in one statement. False if the endpoint is no longer ours, or was
 * changed meanwhile: then only the log is written, and the endpoint is left to whoever comes next.
 */
export async function saveWebhookProgress(
  { sql }: Db,
  leased: WebhookEndpointRow,
  progress: WebhookProgress,
  deliveries: readonly WebhookDeliveryRow[],
): Promise<boolean> {
  const isPaused = progress.pauseReason !== null
  const rows = await sql`
    with logged as (
      insert into webhook_deliveries
        (app_id, id, endpoint_id, event_id, at, url, request, status, response_status, answer, error, duration_ms)
      select ${leased.appId}::uuid, id, ${leased.id}::uuid, "eventId", at, url, request, status, "responseStatus", answer, error, "durationMs"
      from json_to_recordset(${JSON.stringify(deliveries)}::text::json) as made (
        id uuid, "eventId" uuid, at timestamptz, url text, request text, status text, "responseStatus" int, answer text, error text,
        "durationMs" int)
    )
    update webhook_endpoints set
      position = ${progress.position.toString()}::bigint, ahead = ${JSON.stringify(progress.ahead)}::text::jsonb,
      waiting = ${JSON.stringify(progress.waiting)}::text::jsonb, seen = ${progress.seen.toString()}::bigint,
      attempts = ${progress.attempts}, first_failed_at = ${progress.firstFailedAt?.toISOString() ?? null}::timestamptz,
      last_error = ${progress.lastError}::text, next_at = ${progress.nextAt.toISOString()}::timestamptz,
      leased_until = ${progress.leasedUntil.toISOString()}::timestamptz,
      status = case when ${isPaused}::boolean then 'PAUSED' else status end,
      pause_reason = ${progress.pauseReason}::text,
      revision = case when ${isPaused}::boolean then revision + 1 else revision end
    where app_id = ${leased.appId} and id = ${leased.id} and revision = ${leased.revision}
      and leased_until = ${leased.leasedUntil.toISOString()}::timestamptz
    returning 1`
  return rows.length > 0
}

/** Lets go of an endpoint, whatever was changed meanwhile, if it is held until one of these times: no other holder has the same. */
export async function updateWebhookEndpointReleased(
  { sql }: Db,
  leased: { readonly appId: string; readonly id: string; readonly leases: readonly Date[] },
): Promise<void> {
  await sql`
    update webhook_endpoints set leased_until = 'epoch'
    where app_id = ${leased.appId} and id = ${leased.id}
      and leased_until = any(${leased.leases.map((expiresAt) => expiresAt.toISOString())}::text[]::timestamptz[])`
}

export async function deleteOldWebhookDeliveries(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
): Promise<number> {
  const deleted = await sql`
    with old as materialized (
      select id from webhook_deliveries
      where app_id = ${appId} and at < ${before.toISOString()}
      order by at limit ${limit}
      for update skip locked
    )
    delete from webhook_deliveries d using old
    where d.app_id = ${appId} and d.id = old.id
    returning 1`
  return deleted.length
}
