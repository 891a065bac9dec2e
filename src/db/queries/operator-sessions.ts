import type { Db } from '../client.ts'
import { installationActionSql, type OperatorAction } from '../fragments/operator-action.ts'

/** A session with its operator, who is not disabled. */
export type OperatorSessionRow = {
  readonly sessionId: string
  readonly operatorId: string
  readonly email: string
  readonly name: string
  readonly isInstallationOwner: boolean
  readonly twoFactorEnabled: boolean
  readonly secondFactorAt: Date | null
  readonly lastActiveAt: Date
  readonly createdAt: Date
  readonly expiresAt: Date
}

type SessionTimes = Pick<OperatorSessionRow, 'lastActiveAt' | 'createdAt' | 'expiresAt' | 'secondFactorAt'>
/** The driver returns times as text. */
type RawSession = Omit<OperatorSessionRow, keyof SessionTimes> & {
  readonly lastActiveAt: string
  readonly createdAt: string
  readonly expiresAt: string
  readonly secondFactorAt: string | null
}

/** The session with this token, unless it has expired or was idle since `activeAfter`, or its operator is disabled. */
export async function selectOperatorSession(
  { sql }: Db,
  { token, now, activeAfter }: { readonly token: string; readonly now: Date; readonly activeAfter: Date },
): Promise<OperatorSessionRow | null> {
  const [row] = await sql<RawSession[]>`
    select s.id as "sessionId", o.id as "operatorId", o.email, o.name, o.installation_owner as "isInstallationOwner",
           o.two_factor_enabled as "twoFactorEnabled", s.second_factor_at as "secondFactorAt",
           s.last_active_at as "lastActiveAt", s.created_at as "createdAt", s.expires_at as "expiresAt"
    from operator_sessions s join operators o on o.id = s.operator_id
    where s.token = ${token} and s.expires_at > ${now.toISOString()} and s.last_active_at > ${activeAfter.toISOString()}
      and o.disabled_at is null`
  if (row === undefined) return null
  return {
    ...row,
    secondFactorAt: row.secondFactorAt === null ? null : new Date(row.secondFactorAt),
    lastActiveAt: new Date(row.lastActiveAt),
    createdAt: new Date(row.createdAt),
    expiresAt: new Date(row.expiresAt),
  }
}

export async function updateOperatorSessionActive({ sql }: Db, id: string, now: Date): Promise<void> {
  await sql`update operator_sessions set last_active_at = ${now.toISOString()} where id = ${id}`
}

/** Those of the ids that are no session any more. */
export async function selectEndedSessionIds({ sql }: Db, ids: readonly string[]): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from unnest(${[...ids]}::uuid[]) as known (id)
    where not exists (select from operator_sessions s where s.id = known.id)`
  return rows.map(({ id }) => id)
}

export type OperatorSessionListRow = {
  readonly id: string
  readonly ipAddress: string | null
  readonly userAgent: string | null
  readonly createdAt: Date
  readonly lastActiveAt: Date
}

/** The open sessions of an operator, newest first. */
export async function selectOperatorSessions(
  { sql }: Db,
  {
    operatorId,
    now,
    activeAfter,
  }: { readonly operatorId: string; readonly now: Date; readonly activeAfter: Date },
): Promise<OperatorSessionListRow[]> {
  const rows = await sql<
    {
      id: string
      ipAddress: string | null
      userAgent: string | null
      createdAt: string
      lastActiveAt: string
    }[]
  >`
    select id, ip_address as "ipAddress", user_agent as "userAgent", created_at as "createdAt", last_active_at as "lastActiveAt"
    from operator_sessions
    where operator_id = ${operatorId} and expires_at > ${now.toISOString()} and last_active_at > ${activeAfter.toISOString()}
    order by created_at desc, id limit 100`
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    lastActiveAt: new Date(row.lastActiveAt),
  }))
}

/** Ends sessions of an operator: one of them, or all but one. Returns their ids. */
export async function deleteOperatorSessions(
  db: Db,
  which: { readonly operatorId: string; readonly only: string | null; readonly except: string | null },
  action: OperatorAction,
): Promise<string[]> {
  const rows = await db.sql<{ id: string }[]>`
    with session_delete as (
      delete from operator_sessions
      where operator_id = ${which.operatorId} and (${which.only}::uuid is null or id = ${which.only}::uuid)
        and (${which.except}::uuid is null or id <> ${which.except}::uuid)
      returning id, operator_id
    ), operator as (
      select distinct operator_id as id from session_delete
    ), ${installationActionSql(db, 'operator', action)}
    select id from session_delete`
  return rows.map(({ id }) => id)
}

/** Ends the oldest sessions of an operator, so that at most `limit` remain. Returns their ids. */
export async function deleteExcessSessions(
  { sql }: Db,
  operatorId: string,
  limit: number,
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    delete from operator_sessions where id in (
      select id from operator_sessions where operator_id = ${operatorId} order by created_at desc, id desc offset ${limit}
    ) returning id`
  return rows.map(({ id }) => id)
}

/** A code that better-auth has accepted in a session. */
export type AcceptedCode = {
  readonly token: string
  /** Hash of the code, and the time until which codes are compared. */
  readonly code: string
  readonly acceptedAfter: Date
  readonly now: Date
}

/**
 * Records in the session that its operator has verified a second factor.
 * @returns false, and no change, if the code was accepted before, or the operator has no second factor
 */
export async function updateSessionSecondFactor(
  { sql }: Db,
  { token, code, acceptedAfter, now }: AcceptedCode,
): Promise<boolean> {
  const nowText = now.toISOString()
  const afterText = acceptedAfter.toISOString()
  const rows = await sql`
    with session as (
      select s.id, s.operator_id from operator_sessions s join operators o on o.id = s.operator_id
      where s.token = ${token} and o.two_factor_enabled and o.disabled_at is null
    ), code_update as (
      update operator_two_factors t
      set recent_codes = (
        select coalesce(jsonb_agg(recent), '[]') from jsonb_array_elements(t.recent_codes) recent
        where (recent ->> 'at')::timestamptz > ${afterText}::timestamptz
      ) || jsonb_build_array(jsonb_build_object('code', ${code}::text, 'at', ${nowText}::text))
      from session
      where t.operator_id = session.operator_id and not exists (
        select from jsonb_array_elements(t.recent_codes) recent
        where recent ->> 'code' = ${code} and (recent ->> 'at')::timestamptz > ${afterText}::timestamptz
      )
      returning session.id
    )
    update operator_sessions s set second_factor_at = ${nowText}
    from code_update where s.id = code_update.id
    returning s.id`
  return rows.length > 0
}

/** Deletes sessions and steps of sign-ins that have expired. Returns how many. */
export async function deleteExpiredSignIns(
  { sql }: Db,
  { now, activeAfter }: { readonly now: Date; readonly activeAfter: Date },
): Promise<number> {
  const nowText = now.toISOString()
  const [row] = await sql<{ count: number }[]>`
    with session_delete as (
      delete from operator_sessions where expires_at < ${nowText} or last_active_at < ${activeAfter.toISOString()} returning 1
    ), verification_delete as (
      delete from operator_verifications where expires_at < ${nowText} returning 1
    ), link_delete as (
      delete from operator_links where expires_at < ${nowText} returning 1
    )
    select ((select count(*) from session_delete) + (select count(*) from verification_delete)
      + (select count(*) from link_delete))::integer as count`
  return row?.count ?? 0
}
