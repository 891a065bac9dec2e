import { asc, desc, eq, lt } from 'drizzle-orm'
import { installationId, newUuid } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { operators } from '../tables/operators.ts'

export type OperatorRow = typeof operators.$inferSelect

/** A new operator who signs in with a password. */
export type NewOperator = {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly installationOwner: boolean
}

const maxOperators = 1_000

/** False, and no change, if an operator with this email address exists. */
export async function insertOperator(
  db: Db,
  operator: NewOperator,
  action: OperatorAction,
): Promise<boolean> {
  const nowText = action.now.toISOString()
  const rows = await db.sql`
    with operator_insert as (
      insert into operators (id, email, name, email_verified, installation_owner, created_at, updated_at)
      values (${operator.id}, ${operator.email}, ${operator.name}, true, ${operator.installationOwner}, ${nowText}, ${nowText})
      on conflict do nothing
      returning id
    ), account_insert as (
      insert into operator_accounts (id, operator_id, provider_id, account_id, password, created_at, updated_at)
      select ${newUuid()}::uuid, id, 'credential', id::text, ${operator.passwordHash}, ${nowText}, ${nowText}
      from operator_insert
    ), changed as (
      select ${installationId}::uuid as app_id, id from operator_insert
    ), ${operatorActionSql(db, 'changed', action)}
    select id from operator_insert`
  return rows.length > 0
}

export async function hasOperators({ sql }: Db): Promise<boolean> {
  const rows = await sql`select from operators limit 1`
  return rows.length > 0
}

export async function selectOperator(db: Db, id: string): Promise<OperatorRow | null> {
  const [row] = await db.orm.select().from(operators).where(eq(operators.id, id))
  return row ?? null
}

export async function selectOperatorByEmail(db: Db, email: string): Promise<OperatorRow | null> {
  const [row] = await db.orm.select().from(operators).where(eq(operators.email, email.toLowerCase()))
  return row ?? null
}

/** By email address. */
export async function selectOperators(db: Db): Promise<OperatorRow[]> {
  return db.orm.select().from(operators).orderBy(asc(operators.email)).limit(maxOperators)
}

/** Newest first. */
export async function selectOperatorPage(
  db: Db,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<OperatorRow[]> {
  return db.orm
    .select()
    .from(operators)
    .where(after === null ? undefined : lt(operators.id, after))
    .orderBy(desc(operators.id))
    .limit(limit)
}

/**
 * Disables an operator and ends what was signed in or was about to; or enables one.
 * @returns the ids of the ended sessions; null, and no change, if the operator is unknown or already in this state, or is the last
 * installation owner who is not disabled
 */
export async function updateOperatorDisabled(
  db: Db,
  change: { readonly id: string; readonly disabled: boolean },
  action: OperatorAction,
): Promise<string[] | null> {
  const { id, disabled } = change
  const nowText = action.now.toISOString()
  const rows = await db.sql<{ sessionId: string | null }[]>`
    with other_owner as (
      select id from operators where installation_owner and disabled_at is null order by id for update
    ), operator_update as (
      update operators
      set disabled_at = case when ${disabled}::boolean then ${nowText}::timestamptz end, updated_at = ${nowText}
      where id = ${id} and (disabled_at is not null) <> ${disabled}
        and (not ${disabled}::boolean or not installation_owner or exists (select from other_owner o where o.id <> ${id}))
      returning id
    ), session_delete as (
      delete from operator_sessions s using operator_update o where s.operator_id = o.id returning s.id
    ), verification_delete as (
      delete from operator_verifications v using operator_update o where v.value = o.id::text
    ), link_delete as (
      delete from operator_links l using operator_update o where l.operator_id = o.id
    ), changed as (
      select ${installationId}::uuid as app_id, id from operator_update
    ), ${operatorActionSql(db, 'changed', action)}
    select session_delete.id as "sessionId" from operator_update left join session_delete on true`
  return rows.length === 0 ? null : rows.flatMap(({ sessionId }) => sessionId ?? [])
}
