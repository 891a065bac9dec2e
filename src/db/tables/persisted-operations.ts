import { pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'

/** Documents that the clients of an AppKey may execute by their hash. */
export const persistedOperations = pgTable(
  'persisted_operations',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** SHA-256 of the document in UTF-8. */
    hash: bytes('hash').notNull(),
    document: text('document').notNull(),
    /** Names of the operations in the document. */
    operationNames: text('operation_names').array().notNull(),
    createdAt: instant('created_at').notNull(),
    /** Hash of the schema against which the document was validated last. */
    schemaHash: text('schema_hash').notNull(),
    /** Why that schema does not accept the document; null if it does. */
    invalidReason: text('invalid_reason'),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    unique('persisted_operations_hash').on(table.hash, table.appId),
  ],
)
