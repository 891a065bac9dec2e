import type { Sql } from 'postgres'
import type { Services } from '../../src/domain/context.ts'
import { installationId } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'

/**
 * The audit log, the queue of jobs and the entitlements are written by functions. A session plans the statements in them at their first call, which reads
 * hundreds of buffers of the catalog, and the server may open a session at any time. So every new session calls the functions when it
 * is opened, and takes the rows back. What this reads is counted for no statement of the server.
 */
export async function warmSessions(sql: Sql): Promise<void> {
  await sql.unsafe(`
    create function call_functions() returns void language plpgsql as $$
    begin
      insert into audit_log (app_id, id, occurred_at, action, subject_id, changes)
      values ('${installationId}', gen_random_uuid(), now(), 'reencryptSecrets', gen_random_uuid(),
              '{"userId": "warm", "userIds": ["warm"], "before": {"userId": "warm"}}');
      perform graphile_worker.add_job('warm', '{}'::json, null, now(), 1, 'warm', 0, null, 'replace');
      perform update_user_entitlements('${installationId}', gen_random_uuid(), 'PRODUCTION', now(), null, null, null, null);
      raise exception 'undo';
    exception when others then
      if sqlerrm <> 'undo' then raise; end if;
    end $$;
    create sequence opened_sessions;
    create function warm_session() returns event_trigger language plpgsql as $$
    begin
      perform nextval('opened_sessions');
      perform call_functions();
    end $$;
    create event trigger warm_session on login execute function warm_session();`)
}

/** Ends all sessions of the server, which opens new ones when it needs them. */
export async function replaceSessions(sql: Sql, { db }: Pick<Services, 'db'>): Promise<void> {
  // The sessions of the test have the name that its driver gives them.
  const sessions = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity
    where datname = current_database() and backend_type = 'client backend' and application_name <> 'postgres.js'`
  if (sessions.length === 0) throw new Error('the server has no sessions')
  const pids = sessions.map(({ pid }) => pid)
  await sql`select pg_terminate_backend(pid) from pg_stat_activity where pid = any(${pids})`
  await eventually(async () => {
    const left = await sql`select from pg_stat_activity where pid = any(${pids})`
    if (left.length > 0) throw new Error(`${left.length} sessions of the server have not ended`)
  })
  await eventually(() => db.sql`select 1`)
}

/** Statistics end all plans. The sessions after it are new, so that none has to plan in a statement that is measured. */
export async function analyze(sql: Sql, services: Pick<Services, 'db'>): Promise<void> {
  await sql`analyze`
  await replaceSessions(sql, services)
}

/** Forgets the statements, and counts the sessions that are opened from now on. */
export async function resetStatistics(sql: Sql): Promise<void> {
  await sql`select setval('opened_sessions', 1, false)`
  await sql`select pg_stat_statements_reset()`
}

/** The sessions of the server that execute the measured statements. */
export const sessionCount = 3
/** A session whose caches are empty reads 3,200 to 3,600 buffers of the catalog for the statement that writes a payment. */
const coldSessionBuffers = 4_000

/**
 * What the executions of a statement may have read more than others, because the caches of a session were empty: of each session once, and
 * of those that were opened since the last reset. The server replaces its sessions when it needs them no longer, and every 40 seconds.
 * A plan that reads all rows of the AppKey does so at each execution, which is more.
 */
export async function readFirstUseBuffers(sql: Sql): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select case when is_called then last_value::int else 0 end as count from opened_sessions`
  return (sessionCount + (row?.count ?? 0)) * coldSessionBuffers
}
