import { sql } from 'drizzle-orm'
import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { appId, instant } from './columns.ts'

/** Log of every attempt to deliver an event to a webhook endpoint. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    appId: appId(),
    id: uuid('id').notNull(),
    endpointId: uuid('endpoint_id').notNull(),
    eventId: uuid('event_id').notNull(),
    attemptedAt: instant('attempted_at').notNull(),
    /** The endpoint's URL at the time of the attempt. */
    url: text('url').notNull(),
    /** Beginning of the request body. */
    requestBody: text('request_body'),
    status: text('status').$type<'DELIVERED' | 'FAILED'>().notNull(),
    /** HTTP status; null if no response was received. */
    responseStatus: integer('response_status'),
    /** Beginning of the response body. */
    responseBody: text('response_body'),
    /** Why the attempt failed; null if it succeeded. */
    error: text('error'),
    durationMs: integer('duration_ms').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.appId, table.id] }),
    index('webhook_deliveries_endpoint').on(table.endpointId, table.appId, table.id),
    /** Failed attempts are few among many. */
    index('webhook_deliveries_failed')
      .on(table.appId, table.endpointId, table.id)
      .where(sql`status = 'FAILED'`),
    /** For the deliveries of a payment's events, and for those whose content is erased with a user. */
    index('webhook_deliveries_event_attempt').on(table.eventId, table.appId, table.id),
    index('webhook_deliveries_attempted_at')
      .on(table.appId, table.attemptedAt)
      .where(sql`attempted_at > '-infinity'`),
  ],
)
