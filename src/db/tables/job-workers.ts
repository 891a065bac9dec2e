import { sql } from 'drizzle-orm'
import { bigint, pgTable, text, uuid } from 'drizzle-orm/pg-core'

/** The processes that run jobs. One whose `heartbeat_count` stops growing has ended, and others take its work over. */
export const jobWorkers = pgTable('job_workers', {
  /** Drawn when the process starts. `lease_holder` of other tables refers to it. */
  id: uuid('id').primaryKey(),
  /** Ids of its worker pools in the job queue, as in `locked_by` of the jobs that they run. */
  poolIds: text('pool_ids').array().notNull(),
  /** Grows with every heartbeat. A number and not a time, because clocks differ and are corrected. */
  heartbeatCount: bigint('heartbeat_count', { mode: 'bigint' })
    .notNull()
    .default(sql`0`),
})
