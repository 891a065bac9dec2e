import { customType, text, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The tenant. It comes first in every primary key, unique constraint, foreign key and index. */
export const appId = () => uuid('app_id').notNull()

export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' })

export const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })

/** Every store that the API names, whether or not this version has an adapter for it. */
export type StoreValue = 'APP_STORE' | 'GOOGLE_PLAY' | 'ONE_STORE' | 'TEST_STORE'

export const store = () => text('store').$type<StoreValue>().notNull()
