import { bigint, index, jsonb, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { appId, bytes, instant } from './columns.ts'

/** Who performs an audited action. */
export type AuditActorKind = 'SERVER_KEY' | 'OPERATOR' | 'COMMAND_LINE' | 'SYSTEM'
/** How the action reached the server. */
export type AuditTransport = 'HTTP' | 'WEBSOCKET' | 'COMMAND_LINE'

/**
 * What persons, keys and the command line have changed. A row is written by the statement of the change; triggers append it to the
 * chain of its AppKey and refuse every update and deletion. Entries about no AppKey have the nil UUID. See decision 53.
 */
export const auditLog = pgTable(
  'audit_log',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    occurredAt: instant('occurred_at').notNull(),
    /** Only processes of the previous version write it; a trigger moves it into the columns `actor_…`. */
    actor: text('actor'),
    actorKind: text('actor_kind').$type<AuditActorKind>().notNull().default('SYSTEM'),
    /** Prefixed id of the server key or the operator; null for the other kinds. */
    actorId: text('actor_id'),
    /** Name of the operator, or of the account of the operating system. */
    actorName: text('actor_name'),
    /** Null for entries that no call wrote. */
    transport: text('transport').$type<AuditTransport>(),
    /** IP address of the caller; null on the command line. */
    address: text('address'),
    requestId: text('request_id'),
    /** Name of the GraphQL mutation, or of the command. */
    action: text('action').notNull(),
    /** Id of the row that was changed: a payment, a notification. */
    subjectId: uuid('subject_id').notNull(),
    reason: text('reason'),
    /** The changed fields before and after. Contains no secrets, and of user ids only their digests. */
    changes: jsonb('changes').$type<Record<string, unknown>>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('audit_log_subject').on(table.subjectId, table.appId, table.id),
    index('audit_log_action').on(table.action, table.appId, table.id),
    index('audit_log_actor').on(table.actorId, table.appId, table.id),
    index('audit_log_request').on(table.requestId, table.appId),
    index('audit_log_time')
      .on(table.appId, table.occurredAt, table.id)
      .where(sql`occurred_at > '-infinity'`),
  ],
)

/** The order of the entries of an AppKey. Each hash covers its entry and the hash before it. Written by a trigger only. */
export const auditChain = pgTable(
  'audit_chain',
  {
    appId: appId(),
    position: bigint('position', { mode: 'bigint' }).notNull(),
    entryId: uuid('entry_id').notNull(),
    previousHash: bytes('previous_hash').notNull(),
    hash: bytes('hash').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.position] }),
    uniqueIndex('audit_chain_entry').on(table.entryId, table.appId),
  ],
)

/** The end of each chain. Its row lock puts concurrent entries of an AppKey in order. Written by a trigger only. */
export const auditHeads = pgTable('audit_heads', {
  appId: uuid('app_id').primaryKey(),
  position: bigint('position', { mode: 'bigint' }).notNull(),
  previousHash: bytes('previous_hash').notNull(),
  hash: bytes('hash').notNull(),
})

/** The user ids in the entries, which an entry has only as salted digests, so that erasing them does not change the entry. */
export const auditPersonalValues = pgTable(
  'audit_personal_values',
  {
    appId: appId(),
    entryId: uuid('entry_id').notNull(),
    digest: bytes('digest').notNull(),
    /** Null after the user was erased. */
    salt: bytes('salt'),
    /** The user id; the pseudonym after the user was erased. */
    value: text('value').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.entryId, table.digest] }),
    index('audit_personal_values_value').on(table.value, table.appId),
  ],
)
