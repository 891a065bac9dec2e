import type { StatementRule } from './statement-rules.ts'

export type StatementException = {
  readonly statement: RegExp
  readonly rules: readonly StatementRule[]
  /** Why the statement breaks the rule, and what that means for a database that is distributed by AppKey. */
  readonly reason: string
}

/** Texts have single spaces. */
export const statementExceptions: readonly StatementException[] = [
  {
    statement: /^select "app_id", "name", .* from "apps" (where "apps"."app_id" > \$\d+ )?order by/,
    rules: ['app-id'],
    reason: 'It lists the AppKeys themselves, for work that goes through all of them.',
  },
  {
    statement: /from "persisted_operations" where "persisted_operations"\."schema_hash" <> \$/,
    rules: ['app-id'],
    reason: 'A new version checks the operations of all AppKeys once.',
  },
  {
    statement: /as "keyId" from \( select encrypted_user_token_secret/,
    rules: ['app-id'],
    reason: 'It asks which keys of COINSLOT_SECRET are in use anywhere, at the start and by the doctor.',
  },
  {
    statement: /^select \(select count\(\*\)::int from graphile_worker\._private_jobs/,
    rules: ['app-id'],
    reason:
      'The health of the whole installation. A distributed database asks every node, which a metric may.',
  },
  {
    statement: /^with recursive pending as .* from event_outbox/,
    rules: ['app-id'],
    reason:
      'The poll finds the AppKeys that have events without a position. A distributed database is asked node by node.',
  },
  {
    statement: /^with (due|candidate) as \( select d\.version from apps a cross join lateral/,
    rules: ['app-id', 'ctid'],
    reason:
      'The recovery enqueues the due jobs of all AppKeys. A distributed database needs an UPDATE for each node.',
  },
  {
    statement: /^with candidate as materialized \( .* from (purchases|sales) /,
    rules: ['ctid'],
    reason:
      'Pruning finds rows and addresses them in one statement of one AppKey, so that no plan joins the whole table.',
  },
  {
    statement: /^delete from verification_failures where app_id = \$\d+ and ctid = any/,
    rules: ['ctid'],
    reason: 'As for the other tables that are pruned.',
  },
  {
    statement: /^with settings as materialized \( select set_config\('lock_timeout'.* from json_to_recordset/,
    rules: ['snapshot'],
    reason:
      'The shared record of payments locks the reservations that it fulfils, leaves out those that are locked, and changes these rows alone.',
  },
  {
    statement: /^with allowed as \( select where \( select count\(\*\) from store_connections/,
    rules: ['snapshot'],
    reason:
      'store_apps is a small table of all AppKeys. What is released was not claimed by this statement, as `shared` decides both.',
  },
  {
    statement: /^with changed as \( (insert into|update) items /,
    rules: ['snapshot'],
    reason:
      'Products are moved, deleted and inserted; each part leaves out by name what an earlier one returned.',
  },
  {
    statement: /^with updated as \( select \* from jsonb_to_recordset.* product_delete as/,
    rules: ['snapshot'],
    reason:
      'The insert waits for the count of what was deleted; items that are updated and inserted are different ones.',
  },
  {
    statement:
      /^with claim as materialized \( select app_id, position, recount_after from payment_statistics_progress/,
    rules: ['snapshot'],
    reason: 'The entries that are deleted and those that are inserted have different keys.',
  },
  {
    statement: /^with lease_upsert as \( insert into reconciliation_jobs/,
    rules: ['snapshot'],
    reason: 'It reads the error of a run that continues; the run that it inserts has none.',
  },
  {
    statement: /^with user_update as \( update users set external_id/,
    rules: ['snapshot'],
    reason:
      'The idempotency key of the erasure itself names the user, not one of the payments whose keys are changed.',
  },
]
