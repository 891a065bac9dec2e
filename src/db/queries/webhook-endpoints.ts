import { and, asc, eq, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { webhookEndpoints, type WebhookPauseReason } from '../tables/webhooks.ts'
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

/** Oldest first. There are few. */
export async function selectWebhookEndpoints(db: Db, appId: string): Promise<WebhookEndpointRow[]> {
  return db.orm
    .select()
    .from(webhookEndpoints)
    .where(eq(webhookEndpoints.appId, appId))
    .orderBy(asc(webhookEndpoints.id))
}

export type NewWebhookEndpoint = Pick<
  WebhookEndpointRow,
  'appId' | 'id' | 'url' | 'types' | 'secret' | 'position'
>

/** Null if the AppKey has that many already. */
export async function insertWebhookEndpoint(
  db: Db,
  row: NewWebhookEndpoint,
  maxEndpoints: number,
  action: OperatorAction,
): Promise<WebhookEndpointRow | null> {
  const now = action.now.toISOString()
  const [inserted] = await db.sql`
    with moved as (
      insert into webhook_endpoints (
        app_id, id, url, types, secret, status, position, ahead, waiting, seen, attempts, next_at, leased_until, revision,
        created_at, updated_at
      ) select
        ${row.appId}::uuid, ${row.id}::uuid, ${row.url}, ${toJson(row.types)}::text::jsonb, ${row.secret}, 'ACTIVE',
        ${row.position.toString()}::bigint, '[]', '[]', ${row.position.toString()}::bigint, 0, ${now}::timestamptz, ${now}::timestamptz, 0,
        ${now}::timestamptz, ${now}::timestamptz
      where count_webhook_endpoints(${row.appId}::uuid) < ${maxEndpoints}::int
      returning *
    ), ${operatorActionSql(db, action)}
    select * from moved`
  return inserted === undefined ? null : toEndpoint(inserted)
}

/** Of all AppKeys, by reason. */
export async function selectPausedWebhookEndpointCounts({
  sql,
}: Db): Promise<Record<WebhookPauseReason, number>> {
  const rows = await sql<{ reason: WebhookPauseReason; paused: number }[]>`
    select pause_reason as reason, count(*)::int as paused from webhook_endpoints where status = 'PAUSED' group by 1`
  const none = { MANUAL: 0, FAILING: 0, ENDPOINT_GONE: 0 }
  return Object.assign(none, Object.fromEntries(rows.map(({ reason, paused }) => [reason, paused])))
}

/** What an endpoint is to be. Its progress stays, unless it is told where to go on. */
export type WebhookEndpointUpdate = Pick<
  WebhookEndpointRow,
  'url' | 'types' | 'secret' | 'previousSecret' | 'previousSecretExpiresAt' | 'status' | 'pauseReason'
> & {
  /** Try at once, with all patience. */
  readonly restart: boolean
  readonly position: bigint | null
}

/** Null if it was changed since it was read. */
export async function updateWebhookEndpointRow(
  db: Db,
  before: WebhookEndpointRow,
  update: WebhookEndpointUpdate,
  action: OperatorAction,
): Promise<WebhookEndpointRow | null> {
  const now = action.now.toISOString()
  const position = update.position?.toString() ?? null
  const [row] = await db.sql`
    with moved as (
      update webhook_endpoints set
        url = ${update.url}, types = ${toJson(update.types)}::text::jsonb, secret = ${update.secret},
        previous_secret = ${update.previousSecret}::bytea,
        previous_secret_expires_at = ${update.previousSecretExpiresAt?.toISOString() ?? null}::timestamptz,
        status = ${update.status}, pause_reason = ${update.pauseReason}::text,
        position = coalesce(${position}::bigint, position),
        ahead = case when ${position}::bigint is null then ahead else '[]' end,
        waiting = case when ${update.restart}::boolean then '[]' else waiting end,
        attempts = case when ${update.restart}::boolean then 0 else attempts end,
        first_failed_at = case when not ${update.restart}::boolean then first_failed_at end,
        last_error = case when not ${update.restart}::boolean then last_error end,
        next_at = case when ${update.restart}::boolean then ${now}::timestamptz else next_at end,
        revision = revision + 1, updated_at = ${now}::timestamptz
      where app_id = ${before.appId} and id = ${before.id} and revision = ${before.revision}
      returning *
    ), ${operatorActionSql(db, action)}
    select * from moved`
  return row === undefined ? null : toEndpoint(row)
}

/** What was delivered stays in the log until it is old. */
export async function deleteWebhookEndpointRow(
  db: Db,
  { appId, id }: WebhookEndpointRow,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with moved as (
      delete from webhook_endpoints where app_id = ${appId} and id = ${id} returning app_id, id
    ), ${operatorActionSql(db, action)}
    select 1 from moved`
  return rows.length > 0
}

/** Only if it was not changed since it was read. */
export async function updateWebhookSecrets(
  db: Db,
  { appId, id, revision }: WebhookEndpointRow,
  secrets: Pick<WebhookEndpointRow, 'secret' | 'previousSecret'>,
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
