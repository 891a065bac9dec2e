import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { apps } from '../tables/apps.ts'
import { operatorGrants } from '../tables/operator-grants.ts'
import { operators } from '../tables/operators.ts'

export type OperatorGrantRow = typeof operatorGrants.$inferSelect

/** A project, and the role of an operator at it. */
export type GrantedApp = {
  readonly id: string
  readonly name: string
  readonly role: OperatorGrantRow['role']
  readonly createdAt: Date
}

type Page = { readonly after: string | null; readonly limit: number }

const toGrant = createRowMapper(operatorGrants)

/** The role of an operator at a project; null if it has none. */
export async function selectOperatorRole(
  db: Db,
  appId: string,
  operatorId: string,
): Promise<OperatorGrantRow['role'] | null> {
  const [row] = await db.orm
    .select({ role: operatorGrants.role })
    .from(operatorGrants)
    .where(and(eq(operatorGrants.appId, appId), eq(operatorGrants.operatorId, operatorId)))
  return row?.role ?? null
}

/** The projects at which an operator has a role, newest first; null for those of an owner of the installation, which are all. */
export async function selectGrantedApps(
  db: Db,
  operatorId: string | null,
  { after, limit }: Page,
): Promise<GrantedApp[]> {
  const before = after === null ? undefined : lt(apps.appId, after)
  const columns = { id: apps.appId, name: apps.name, createdAt: apps.createdAt }
  if (operatorId === null) {
    const rows = await db.orm.select(columns).from(apps).where(before).orderBy(desc(apps.appId)).limit(limit)
    return rows.map((row) => ({ ...row, role: 'OWNER' }))
  }
  return db.orm
    .select({ ...columns, role: operatorGrants.role })
    .from(operatorGrants)
    .innerJoin(apps, eq(apps.appId, operatorGrants.appId))
    .where(and(eq(operatorGrants.operatorId, operatorId), before))
    .orderBy(desc(apps.appId))
    .limit(limit)
}

/** The grants of a project with their operators, newest operator first. */
export async function selectGrantsOfApp(db: Db, appId: string, { after, limit }: Page) {
  return db.orm
    .select({ id: operators.id, operator: operators, grant: operatorGrants })
    .from(operatorGrants)
    .innerJoin(operators, eq(operators.id, operatorGrants.operatorId))
    .where(
      and(eq(operatorGrants.appId, appId), after === null ? undefined : lt(operatorGrants.operatorId, after)),
    )
    .orderBy(desc(operatorGrants.operatorId))
    .limit(limit)
}

export type GrantChange = {
  readonly appId: string
  readonly operatorId: string
  /** Whether the project may lose its last owner. */
  readonly mayRemoveLastOwner: boolean
}

/** Gives a role to an operator that is not disabled; null, and no change, if it is the last owner of the project and may not cease to be. */
export async function upsertOperatorGrant(
  db: Db,
  { appId, operatorId, mayRemoveLastOwner }: GrantChange,
  role: OperatorGrantRow['role'],
  action: OperatorAction,
): Promise<OperatorGrantRow | null> {
  const nowText = action.now.toISOString()
  const mayChange = role === 'OWNER' || mayRemoveLastOwner
  const [row] = await db.sql`
    with ${lockedOwnersSql(db, appId)}, changed as (
      insert into operator_grants (app_id, operator_id, role, granted_at)
      select ${appId}::uuid, o.id, ${role}, ${nowText}::timestamptz from operators o
      where o.id = ${operatorId} and o.disabled_at is null
        and (${mayChange}::boolean or ${isNotLastOwnerSql(db, operatorId)})
      on conflict (app_id, operator_id) do update set role = excluded.role, granted_at = excluded.granted_at
      returning *, operator_id as id
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toGrant(row)
}

/** Null, and no change, if there is no grant, or it is that of the last owner, which may not be removed. */
export async function deleteOperatorGrant(
  db: Db,
  { appId, operatorId, mayRemoveLastOwner }: GrantChange,
  action: OperatorAction,
): Promise<OperatorGrantRow | null> {
  const [row] = await db.sql`
    with ${lockedOwnersSql(db, appId)}, changed as (
      delete from operator_grants
      where app_id = ${appId} and operator_id = ${operatorId}
        and (${mayRemoveLastOwner}::boolean or ${isNotLastOwnerSql(db, operatorId)})
      returning *, operator_id as id
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toGrant(row)
}

/**
 * The owners of a project who are not disabled, locked in one order: of concurrent changes, the later one sees the result of the
 * earlier one.
 */
function lockedOwnersSql(db: Db, appId: string) {
  return db.sql`owners as (
      select g.operator_id from operator_grants g
      join operators o on o.id = g.operator_id and o.disabled_at is null
      where g.app_id = ${appId} and g.role = 'OWNER' order by g.operator_id for update of g
    )`
}

function isNotLastOwnerSql(db: Db, operatorId: string) {
  return db.sql`(
    not exists (select from owners where operator_id = ${operatorId})
    or exists (select from owners where operator_id <> ${operatorId})
  )`
}
