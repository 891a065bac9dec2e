import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { webhookEndpoints, type WebhookPauseReason } from '../tables/webhook-endpoints.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'

export type WebhookEndpointRow = typeof webhookEndpoints.$inferSelect
export type { WebhookPauseReason }

const toEndpoint = createRowMapper(webhookEndpoints)

export async function selectWebhookEndpoint(
  db: Db,
  appId: string,
  id: string,
): Promise<WebhookEndpointRow | null> {
  const [row] = await db.orm
    .select()
    .from(webhookEndpoints)
    .where(and(eq(webhookEndpoints.appId, appId), eq(webhookEndpoints.id, id)))
  return row ?? null
}

/** Oldest first. An AppKey has few endpoints, so there are no pages. */
export async function selectWebhookEndpoints(db: Db, appId: string): Promise<WebhookEndpointRow[]> {
  return db.orm
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.appId, appId))
    .orderBy(asc(webhookEndpoints.id))
}

export type NewWebhookEndpoint = Pick<
  WebhookEndpointRow,
  'appId' | 'id' | 'url' | 'types' | 'encryptedSecret' | 'position'
>

/** Null if the AppKey has the maximum number of endpoints. */
export async function insertWebhookEndpoint(
  db: Db,
  row: NewWebhookEndpoint,
  maxEndpoints: number,
  action: OperatorAction,
): Promise<WebhookEndpointRow | null> {
  const nowText = action.now.toISOString()
  const [inserted] = await db.sql`
    with changed as (
      insert into webhook_endpoints (
        app_id, id, url, types, encrypted_secret, status, position, delivered_positions, blocked_purchase_ids, scanned_position,
        consecutive_failures, next_attempt_at, lease_expires_at, revision, created_at, updated_at
      ) select
        ${row.appId}::uuid, ${row.id}::uuid, ${row.url}, ${toJson(row.types)}::text::jsonb, ${row.encryptedSecret}, 'ACTIVE',
        ${row.position.toString()}::bigint, '[]', '[]', ${row.position.toString()}::bigint, 0, ${nowText}::timestamptz,
        ${nowText}::timestamptz, 0, ${nowText}::timestamptz, ${nowText}::timestamptz
      where lock_and_count_webhook_endpoints(${row.appId}::uuid) < ${maxEndpoints}::int
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return inserted === undefined ? null : toEndpoint(inserted)
}

/** Number of paused endpoints of all AppKeys, by reason. */
export async function selectPausedWebhookEndpointCounts({
  sql,
}: Db): Promise<Record<WebhookPauseReason, number>> {
  const rows = await sql<{ reason: WebhookPauseReason; paused: number }[]>`
    select pause_reason as reason, count(*)::int as paused from webhook_endpoints where status = 'PAUSED' group by 1`
  const none = { MANUAL: 0, FAILING: 0, ENDPOINT_GONE: 0 }
  return Object.assign(none, Object.fromEntries(rows.map(({ reason, paused }) => [reason, paused])))
}

/** The new settings of an endpoint. Its delivery progress stays, unless a position is given. */
export type WebhookEndpointUpdate = Pick<
  WebhookEndpointRow,
  | 'url'
  | 'types'
  | 'encryptedSecret'
  | 'encryptedPreviousSecret'
  | 'previousSecretExpiresAt'
  | 'status'
  | 'pauseReason'
> & {
  /** Whether failures and blocked purchases are cleared, and the next attempt is due now. */
  readonly resetRetries: boolean
  /** The position to deliver from; null to continue. */
  readonly position: bigint | null
}

/** Null if the endpoint was changed since it was read. */
export async function updateWebhookEndpointRow(
  db: Db,
  before: WebhookEndpointRow,
  update: WebhookEndpointUpdate,
  action: OperatorAction,
): Promise<WebhookEndpointRow | null> {
  const nowText = action.now.toISOString()
  const position = update.position?.toString() ?? null
  const [row] = await db.sql`
    with changed as (
      update webhook_endpoints set
        url = ${update.url}, types = ${toJson(update.types)}::text::jsonb, encrypted_secret = ${update.encryptedSecret},
        encrypted_previous_secret = ${update.encryptedPreviousSecret}::bytea,
        previous_secret_expires_at = ${update.previousSecretExpiresAt?.toISOString() ?? null}::timestamptz,
        status = ${update.status}, pause_reason = ${update.pauseReason}::text,
        position = coalesce(${position}::bigint, position),
        delivered_positions = case when ${position}::bigint is null then delivered_positions else '[]' end,
        blocked_purchase_ids = case when ${update.resetRetries}::boolean then '[]' else blocked_purchase_ids end,
        consecutive_failures = case when ${update.resetRetries}::boolean then 0 else consecutive_failures end,
        first_failed_at = case when not ${update.resetRetries}::boolean then first_failed_at end,
        last_error = case when not ${update.resetRetries}::boolean then last_error end,
        next_attempt_at = case when ${update.resetRetries}::boolean then ${nowText}::timestamptz else next_attempt_at end,
        revision = revision + 1, updated_at = ${nowText}::timestamptz
      where app_id = ${before.appId} and id = ${before.id} and revision = ${before.revision}
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toEndpoint(row)
}

/** The delivery log of the endpoint stays until it is old. */
export async function deleteWebhookEndpointRow(
  db: Db,
  { appId, id }: WebhookEndpointRow,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with changed as (
      delete from webhook_endpoints where app_id = ${appId} and id = ${id} returning app_id, id
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return rows.length > 0
}

/** Returns false, and changes nothing, if the endpoint was changed since it was read. */
export async function updateWebhookSecrets(
  db: Db,
  { appId, id, revision }: WebhookEndpointRow,
  secrets: Pick<WebhookEndpointRow, 'encryptedSecret' | 'encryptedPreviousSecret'>,
): Promise<boolean> {
  const rows = await db.orm
    .update(webhookEndpoints)
    .set({ ...secrets, revision: sql`${webhookEndpoints.revision} + 1` })
    .where(
      and(
        eq(webhookEndpoints.appId, appId),
        eq(webhookEndpoints.id, id),
        eq(webhookEndpoints.revision, revision),
      ),
    )
    .returning({ id: webhookEndpoints.id })
  return rows.length > 0
}

function toJson(types: WebhookEndpointRow['types']): string | null {
  return types === null ? null : JSON.stringify(types)
}
