import { asc, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { installationActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { operatorInsertSql, type NewOperator } from '../fragments/operator-insert.ts'
import { operators } from '../tables/operators.ts'

export type OperatorRow = typeof operators.$inferSelect

const maxOperators = 1_000

/** @throws a unique violation, without a change, if an operator with this email address exists */
export async function insertOperator(db: Db, operator: NewOperator, action: OperatorAction): Promise<void> {
  await db.sql`
    with ${operatorInsertSql(db, { from: db.sql`(values (1)) given`, operator, action })} select 1`
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

/** What names an operator: a challenge is a sign-in that waits for its second factor. */
export type OperatorKey =
  { readonly id: string } | { readonly email: string } | { readonly challenge: string }

/** Locks an operator until the end of the transaction. Returns the id; null if there is no such operator, or it is disabled. */
export async function lockOperator({ sql }: Db, key: OperatorKey): Promise<string | null> {
  const isNamed =
    'id' in key
      ? sql`id = ${key.id}`
      : 'email' in key
        ? sql`email = ${key.email}`
        : sql`id = (select value::uuid from operator_verifications where identifier = ${key.challenge})`
  const [row] = await sql<{ id: string }[]>`
    select id from operators where ${isNamed} and disabled_at is null for update`
  return row?.id ?? null
}

/** Whether the session still exists and the password is still the same; null for what is not to be checked. */
export async function isProofCurrent(
  { sql }: Db,
  operatorId: string,
  { sessionId, passwordHash }: { readonly sessionId: string | null; readonly passwordHash: string | null },
): Promise<boolean> {
  const rows = await sql`
    select where (${sessionId}::uuid is null or exists (
      select from operator_sessions where id = ${sessionId}::uuid and operator_id = ${operatorId}
    )) and (${passwordHash}::text is null or exists (
      select from operator_accounts where operator_id = ${operatorId} and password = ${passwordHash}
    ))`
  return rows.length > 0
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
    ), ${installationActionSql(db, 'operator_update', action)}
    select session_delete.id as "sessionId" from operator_update left join session_delete on true`
  return rows.length === 0 ? null : rows.flatMap(({ sessionId }) => sessionId ?? [])
}
