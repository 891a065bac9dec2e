import { customType, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/**
 * The tenant. It is part of every primary key, unique constraint, foreign key and index, but only a primary key may offer it alone: the planner would read all rows of an AppKey that its statistics do not know. An index for lookups starts with the
 * selective column. One for lists and pruning starts with `app_id` and has a condition, `… > '-infinity'`, that is in no other
 * statement. See decision 35.
 */
export const appId = () => uuid('app_id').notNull()

export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** Every store that the API names, whether or not this version has an adapter for it. */
export type StoreValue = 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE' | 'TEST_STORE'

export const store = () => text('store').$type<StoreValue>().notNull()
