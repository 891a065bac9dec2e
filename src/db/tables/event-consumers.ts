import { bigint, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Positions of the feed readers that store their offset on the server. */
export const eventConsumers = pgTable(
  'event_consumers',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    /** Name that the reader has chosen. */
    name: text('name').notNull(),
    /** The last acknowledged position. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    /** Time of the last acknowledgement, whether or not it moved the position. */
    ackedAt: instant('acked_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.name] })],
)
