import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** How far those have come who keep their place in the feed here. */
export const eventConsumers = pgTable(
  'feed_consumers',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** The reader's own name for itself. */
    name: text('name').notNull(),
    position: bigint('position', { mode: 'bigint' }).notNull(),
    /** The last acknowledgement, whether or not it moved the position. */
    ackedAt: instant('acked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.name] })],
)
