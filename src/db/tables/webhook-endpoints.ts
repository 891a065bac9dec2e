import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'
import type { EventType } from './events.ts'

export type WebhookStatus = 'ACTIVE' | 'PAUSED'

/** `FAILING`: deliveries failed for too long. `ENDPOINT_GONE`: the endpoint responded with 410. */
export type WebhookPauseReason = 'MANUAL' | 'FAILING' | 'ENDPOINT_GONE'

/** Webhook endpoints, with the progress of the delivery of the AppKey's feed to each. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    url: text('url').notNull(),
    /** Event types that are delivered; null for all. */
    types: jsonb('types').$type<EventType[]>(),
    /** Signing secret. Encrypted. */
    encryptedSecret: bytes('encrypted_secret').notNull(),
    /** The signing secret before the last rotation; used as well until `previous_secret_expires_at`. Encrypted. */
    encryptedPreviousSecret: bytes('encrypted_previous_secret'),
    previousSecretExpiresAt: instant('previous_secret_expires_at'),
    status: text('status').$type<WebhookStatus>().notNull(),
    pauseReason: text('pause_reason').$type<WebhookPauseReason>(),
    /** Every event up to this position was delivered or is filtered out. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    /** Positions after `position` that were delivered out of order, because they concern purchases that are not blocked. */
    deliveredPositions: jsonb('delivered_positions').$type<string[]>().notNull(),
    /** Purchases with a failed delivery. Their events wait for `next_attempt_at`; while there are few, other purchases do not. */
    blockedPurchaseIds: jsonb('blocked_purchase_ids').$type<string[]>().notNull(),
    /** Up to this position only events of blocked purchases are undelivered. The maximum bigint while new events cannot be sent. */
    scannedPosition: bigint('scanned_position', { mode: 'bigint' }).notNull(),
    /** Failed attempts since the first undelivered event failed for the first time. */
    consecutiveFailures: integer('consecutive_failures').notNull(),
    firstFailedAt: instant('first_failed_at'),
    lastError: text('last_error'),
    /** Blocked purchases are not retried before this time. */
    nextAttemptAt: instant('next_attempt_at').notNull(),
    /** No other worker delivers to the endpoint before this time. */
    leaseExpiresAt: instant('lease_expires_at').notNull(),
    /** The process that acquired the lease last, see `job_workers`. */
    leaseHolder: uuid('lease_holder'),
    /** Incremented by every change that is not delivery progress; a delivery run that holds an older revision stops. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] })],
)
