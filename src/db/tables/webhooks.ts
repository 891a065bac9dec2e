import { bigint, index, integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, bytes, instant } from './columns.ts'
import type { EventType } from './events.ts'

export type WebhookStatus = 'ACTIVE' | 'PAUSED'

/** `FAILING`: it took nothing for too long. `ENDPOINT_GONE`: it answered that it wants nothing any more. */
export type WebhookPauseReason = 'MANUAL' | 'FAILING' | 'ENDPOINT_GONE'

/** Where an AppKey's feed is sent, and how far it has come. */
export const webhookEndpoints = pgTable(
  'webhook_endpoints',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    url: text('url').notNull(),
    /** null: all. */
    types: jsonb('types').$type<EventType[]>(),
    /** Sealed. */
    secret: bytes('secret').notNull(),
    /** The one before; it signs too until `previousSecretExpiresAt`. Sealed. */
    previousSecret: bytes('previous_secret'),
    previousSecretExpiresAt: instant('previous_secret_expires_at'),
    status: text('status').$type<WebhookStatus>().notNull(),
    pauseReason: text('pause_reason').$type<WebhookPauseReason>(),
    /** Everything up to here was delivered, or is filtered out. */
    position: bigint('position', { mode: 'bigint' }).notNull(),
    /** Positions behind it that were delivered too, because they are about other purchases than what waits. */
    ahead: jsonb('ahead').$type<string[]>().notNull(),
    /** Purchases whose events were refused: they wait for `nextAt`. While they are few, others do not. */
    waiting: jsonb('waiting').$type<string[]>().notNull(),
    /** Up to here nothing but what waits is left; the greatest number while no growth of the feed brings more that may be sent. */
    seen: bigint('seen', { mode: 'bigint' }).notNull(),
    /** Since the event that holds the position up failed for the first time. */
    attempts: integer('attempts').notNull(),
    firstFailedAt: instant('first_failed_at'),
    lastError: text('last_error'),
    /** What waits is not tried before. */
    nextAt: instant('next_at').notNull(),
    /** Nobody else delivers until then. */
    leasedUntil: instant('leased_until').notNull(),
    /** Goes up with every change that is not progress; whoever delivers under an older one stops. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.appId, table.id] })],
)

/** Every attempt to deliver an event, and what came back. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    eventId: uuid('event_id').notNull(),
    at: instant('at').notNull(),
    /** Empty in rows from before it was kept, as is `request`. */
    url: text('url').notNull().default(''),
    /** How the body began. */
    request: text('request'),
    status: text('status').$type<'DELIVERED' | 'FAILED'>().notNull(),
    responseStatus: integer('response_status'),
    /** How the answer began. */
    answer: text('answer'),
    /** Why it failed. */
    error: text('error'),
    durationMs: integer('duration_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('webhook_deliveries_endpoint').on(table.appId, table.endpointId, table.id),
    index('webhook_deliveries_at').on(table.appId, table.at),
  ],
)
