import { boolean, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** One row per project. The public AppKey is `app_id` in another dress, so it needs no column. */
export const apps = pgTable('apps', {
  appId: uuid('app_id').primaryKey(),
  name: text('name').notNull(),
  consumeModel: text('consume_model').$type<'SERVER_TO_SERVER' | 'BUILT_IN'>().notNull(),
  requireUserToken: boolean('require_user_token').notNull(),
  sandboxPolicy: text('sandbox_policy').$type<'DENY' | 'TESTERS_ONLY' | 'ALLOW'>().notNull(),
  sandboxTesterUserIds: text('sandboxTesterUserIds').array().notNull(),
  /** Sealed. */
  userTokenSecret: bytes('user_token_secret').notNull(),
  /** JWKs as JSON text. */
  userTokenJwks: jsonb('user_token_jwks').$type<string[]>().notNull(),
  /** From which state of a payment on its store is told that the item was given. */
  acknowledgeOn: text('acknowledge_on')
    .$type<'PAID' | 'CONSUMED' | 'COMPLETED'>()
    .notNull()
    .default('CONSUMED'),
  /** What happens to a payment that nobody consumed when the store's deadline nears. */
  unconsumedPolicy: text('unconsumed_policy')
    .$type<'ALLOW_AUTO_REFUND' | 'ACKNOWLEDGE'>()
    .notNull()
    .default('ALLOW_AUTO_REFUND'),
  /** The project's customers have agreed that a store is told whether an item was delivered. */
  sendConsumptionInfo: boolean('send_consumption_info').notNull().default(false),
  createdAt: instant('created_at').notNull(),
})
