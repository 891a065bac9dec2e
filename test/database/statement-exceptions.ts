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
    statement: /^select "app_id", "name", .* from "apps" (where "apps"."app_id" [<>] \$\d+ )?order by/,
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
    statement:
      /^select (\w\.store, |count\(\*\)::int as events, ).* from apps a cross join (lateral|\(values)|from webhook_endpoints where status = .* group by 1$/,
    rules: ['app-id'],
    reason:
      'A metric of the whole installation, which reads a bounded number of rows of each AppKey, or those of few.',
  },
  {
    statement: /^select (c\.app_id as "appId", c\.name, |coalesce\(sum\()feed_distance\(/,
    rules: ['app-id'],
    reason:
      'A metric, too: how far the consumers, the webhooks and the statistics of all AppKeys are behind.',
  },
  {
    statement:
      /^with due as materialized \( select (a\.app_id, a\.app_id as id from apps a|e\.app_id, e\.id from webhook_endpoints e) /,
    rules: ['app-id'],
    reason: 'The recovery enqueues what is due of all AppKeys, whose tables it joins by app_id.',
  },
  {
    statement:
      /^select .* from "operator_grants" inner join "apps" on "apps"\."app_id" = "operator_grants"\."app_id"/,
    rules: ['app-id'],
    reason: 'It lists the AppKeys of an operator.',
  },
  {
    statement: /^select \(select count\(\*\)::int from server_keys where revoked_at is null/,
    rules: ['app-id'],
    reason: 'A metric, too: the keys of all AppKeys that end soon.',
  },
  {
    statement: /^with jobs as \( select count\(\*\) filter .* from graphile_worker\._private_jobs/,
    rules: ['app-id'],
    reason: 'The doctor counts what waits in the whole installation.',
  },
  {
    statement:
      /^select (count\(\*\)::int from "\w+"$|app_id, position from feed_heads$|\(select count\(\*\)::int from payments p where p\.status = )/,
    rules: ['app-id'],
    reason: 'The check of a backup reads the whole database, which is one that was just restored.',
  },
  {
    statement:
      /^select "app_id", "position", .* from "audit_heads" (where "audit_heads"\."app_id" > \$\d+ )?order by/,
    rules: ['app-id'],
    reason: 'The heads of all audit chains are logged once a day, a page at a time.',
  },
  {
    statement: /^select "app_id" from "store_apps" where/,
    rules: ['app-id'],
    reason:
      'It asks which AppKey has an app of a store. A distributed database has the small table on every node.',
  },
  {
    statement: /^WITH accepted AS \( DELETE FROM operator_invitations WHERE email = NEW\.email/,
    rules: ['app-id'],
    reason: 'A trigger: whoever becomes an operator accepts the invitations of every AppKey.',
  },
  {
    statement: /^WITH marked AS \(UPDATE feed_heads SET origin = /,
    rules: ['app-id'],
    reason: 'After a restore of the whole database the command line has every feed begin an epoch.',
  },
  {
    statement: /^with ended as \( delete from job_workers .* update webhook_endpoints set lease_expires_at/,
    rules: ['app-id'],
    reason:
      'A process that has ended leaves leases of any AppKey. A distributed database asks every node, which this may: leases end by themselves, too.',
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
    statement:
      /^(delete from verification_failures|with claim .* entries as \( delete from "payment_statistics_entries") where app_id = \$\d+ and ctid = any/,
    rules: ['ctid'],
    reason: 'As for the other tables that are pruned.',
  },
  {
    statement: /^with settings as materialized \( select set_config\(.* from json_to_recordset/,
    rules: ['snapshot'],
    reason:
      'The shared record of payments locks the reservations that it fulfils, leaves out those that are locked, and changes these rows alone.',
  },
  {
    statement: /^with allowed as \( select (1|\$\d+) where \( select count\(\*\) from store_connections/,
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
    statement: /^with app_update as .* previous_update as \( update server_keys k set replaced_by/,
    rules: ['snapshot'],
    reason:
      'A key and the one that replaces it are different rows; the new one has what the update returned.',
  },
  {
    statement: /^with app_update as .* expired_delete as \( delete from user_token_keys k using app_update/,
    rules: ['snapshot'],
    reason:
      'The keys that are deleted have expired, the one that ends has not, and the new one is another row.',
  },
  {
    statement:
      /^with changed as \( update apps set .* expired_delete as \( delete from previous_user_secrets p/,
    rules: ['snapshot'],
    reason: 'The secrets that are deleted have expired; the one that is inserted has not.',
  },
  {
    statement: /^with entitlement_write as .* item_delete as \( delete from entitlement_items/,
    rules: ['snapshot'],
    reason: 'The items that are deleted are not among those of the change, and only those are inserted.',
  },
  {
    statement:
      /^with expired as \( delete from operator_invitations .* changed as \( insert into operator_invitations/,
    rules: ['snapshot'],
    reason:
      'What is deleted has expired, what is counted has not, and neither is of the invited person. The two audit entries are of the AppKey and of the installation.',
  },
  {
    statement:
      /^with payment_update as \( update payments p set status = .* refund_reversal as \( update refunds r/,
    rules: ['snapshot'],
    reason: 'A correction adds a refund or marks earlier ones as reversed, never both.',
  },
  {
    statement: /^with user_update as \( update users set external_id/,
    rules: ['snapshot'],
    reason:
      'The idempotency key of the erasure itself names the user, not one of the payments whose keys are changed.',
  },
]
