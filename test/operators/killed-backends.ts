import type { Sql } from 'postgres'

/** What operators change. Times of use and steps of sign-ins are left out. */
const stateQuery = `
  select json_build_object(
    'operators', (select json_agg(o order by id) from operators o),
    'accounts', (select json_agg(a order by id) from operator_accounts a),
    'sessions', (select json_agg(to_jsonb(s) - 'last_active_at' order by id) from operator_sessions s),
    'factors', (select json_agg(f order by id) from operator_two_factors f),
    'links', (select json_agg(l order by id) from operator_links l),
    'grants', (select json_agg(g order by app_id, operator_id) from operator_grants g),
    'invitations', (select json_agg(i order by id) from operator_invitations i),
    'tokens', (select json_agg(to_jsonb(t) - 'last_used_at' order by id) from operator_tokens t),
    'operations', (select json_agg(p order by p::text) from persisted_operations p),
    'keys', (select json_agg(k order by k::text) from user_token_keys k),
    'entries', (select count(*) from audit_log)
  )::text as state`

export type KilledBackends = {
  readonly readState: () => Promise<string>
  /** Runs the work while PostgreSQL ends every connection at the moment at which it would write an entry of this action. */
  readonly killAt: <Result>(action: string, work: () => Promise<Result>) => Promise<Result>
  readonly countEntries: (action: string) => Promise<number>
}

export async function prepareKilledBackends(sql: Sql): Promise<KilledBackends> {
  await sql
    .unsafe(
      `create table killed_actions (action text primary key);
      create function kill_own_backend() returns trigger language plpgsql as $$
      begin
        if exists (select from killed_actions where action = new.action) then
          perform pg_terminate_backend(pg_backend_pid());
          perform pg_sleep(10);
        end if;
        return new;
      end $$;
      create trigger kill_own_backend before insert on audit_log for each row execute function kill_own_backend();`,
    )
    .simple()
  return {
    readState: async () => {
      const [row] = await sql.unsafe<{ state: string }[]>(stateQuery)
      return row?.state ?? ''
    },
    killAt: async (action, work) => {
      await sql`insert into killed_actions values (${action})`
      try {
        return await work()
      } finally {
        await sql`delete from killed_actions`
      }
    },
    countEntries: async (action) => {
      const [row] = await sql<{ count: number }[]>`
        select count(*)::integer as count from audit_log where action = ${action}`
      return row?.count ?? 0
    },
  }
}
