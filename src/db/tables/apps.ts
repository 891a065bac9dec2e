import { boolean, integer, jsonb, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** An exact amount in JSON, which has no large integers: `amount` is a decimal. */
export type StoredAmount = { readonly amount: string; readonly currencyCode: string }

/** One row per project, which is the tenant. The public AppKey is an encoding of `app_id`, so it needs no column. */
export const apps = pgTable('apps', {
  appId: uuid('app_id').primaryKey(),
  name: text('name').notNull(),
  consumeModel: text('consume_model').$type<'SERVER_TO_SERVER' | 'BUILT_IN'>().notNull(),
  requireUserToken: boolean('require_user_token').notNull(),
  sandboxPolicy: text('sandbox_policy').$type<'DENY' | 'TESTERS_ONLY' | 'ALLOW'>().notNull(),
  /** External ids of the users who may buy in the sandbox when the policy is TESTERS_ONLY. */
  sandboxTesterUserIds: text('sandbox_tester_user_ids').array().notNull(),
  /** Secret that verifies user tokens signed with HS256. Encrypted. */
  encryptedUserTokenSecret: bytes('encrypted_user_token_secret').notNull(),
  /** Id and creation time of that secret. Older secrets that still verify tokens are in `previous_user_secrets`. */
  userSecretId: uuid('user_secret_id').notNull().default('00000000-0000-0000-0000-000000000000'),
  userSecretCreatedAt: instant('user_secret_created_at').notNull().defaultNow(),
  userSecretLastUsedAt: instant('user_secret_last_used_at'),
  /** No longer read: the keys are in `user_token_keys`. Processes of the version before still read it during an upgrade. */
  userTokenJwks: jsonb('user_token_jwks').$type<string[]>().notNull().default([]),
  /** The origins of the browser games that may call the API with this AppKey, as browsers send them. */
  allowedOrigins: text('allowed_origins').array().notNull().default([]),
  /** Which operations clients may execute. */
  operationsPolicy: text('operations_policy').$type<'ANY' | 'PERSISTED_ONLY'>().notNull().default('ANY'),
  /** The payment status from which on a payment is acknowledged at its store. */
  acknowledgeOn: text('acknowledge_on')
    .$type<'PAID' | 'CONSUMED' | 'COMPLETED'>()
    .notNull()
    .default('CONSUMED'),
  /** Who acknowledges payments at their store: this server, or the app on the customer's device. */
  acknowledgeBy: text('acknowledge_by').$type<'SERVER' | 'CLIENT'>().notNull().default('SERVER'),
  /** What happens to a payment that is not consumed when the store's deadline approaches. */
  unconsumedPolicy: text('unconsumed_policy')
    .$type<'ALLOW_AUTO_REFUND' | 'ACKNOWLEDGE'>()
    .notNull()
    .default('ALLOW_AUTO_REFUND'),
  /** How the project answers a store's request for evidence before it decides on a refund. */
  refundReviewPolicy: text('refund_review_policy')
    .$type<'MANUAL' | 'REPORT_RECORD' | 'ANSWER_FROM_RECORD'>()
    .notNull()
    .default('MANUAL'),
  /** The project's customers have consented to consumption information being sent to the store. */
  sendConsumptionInfo: boolean('send_consumption_info').notNull().default(false),
  /** Whether a transaction may be claimed whose account token no purchase of this project has. */
  accountTokenPolicy: text('account_token_policy')
    .$type<'STRICT' | 'ALLOW_UNKNOWN'>()
    .notNull()
    .default('STRICT'),
  /** Whether a family member may claim a non-consumable that its buyer shares. */
  familySharingPolicy: text('family_sharing_policy').$type<'REFUSE' | 'ALLOW'>().notNull().default('REFUSE'),
  /** What a refund of a period does to the access, where the store does not end it by itself. */
  subscriptionRefundPolicy: text('subscription_refund_policy')
    .$type<'FOLLOW_STORE' | 'END_AT_ONCE' | 'KEEP_UNTIL_EXPIRY'>()
    .notNull()
    .default('FOLLOW_STORE'),
  /** Hours for which access is kept after its end while the store cannot be read. */
  subscriptionLeewayHours: integer('subscription_leeway_hours').notNull().default(24),
  /** IANA name of the time zone whose days the statistics have. */
  reportingTimeZone: text('reporting_time_zone').notNull().default('UTC'),
  /** The largest refunds, by currency, that an operator makes alone; an operator makes every refund alone while it is empty. */
  refundApprovalLimits: jsonb('refund_approval_limits').$type<StoredAmount[]>().notNull().default([]),
  /**
   * Incremented by every change that decides what a caller may do: of the settings, server keys, user secrets, user token keys and
   * persisted operations. Every process polls it. A change that was based on an older revision fails.
   */
  revision: integer('revision').notNull().default(0),
  createdAt: instant('created_at').notNull(),
})
