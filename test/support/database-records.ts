import type { Sql } from 'postgres'
import { revealPersonalValues } from '../../src/domain/audit/reveal-personal-values.ts'
import { decodeId, encodeId, newUuid, type IdPrefix } from '../../src/platform/ids.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { allEvents } from './all-events.ts'

/** Reads records that the API does not show, and inserts records that otherwise only stores and jobs create. */
export type DatabaseRecords = {
  readonly sql: Sql
  /** The audit log of a subject, oldest first. */
  readonly auditLog: (id: string) => Promise<AuditRecord[]>
  /** The events of a payment but the first, oldest first. */
  readonly events: (paymentId: string) => Promise<EventRecord[]>
  /** The queued jobs with this key. */
  readonly jobs: (key: string) => Promise<JobRecord[]>
  readonly addNotification: (project: DevApp, change?: Partial<NotificationRecord>) => Promise<string>
  /** Adds an attempt to deliver an event to a webhook endpoint. */
  readonly addDelivery: (project: DevApp, delivery: DeliveryRecord) => Promise<string>
  readonly addRefund: (paymentId: string, change?: Partial<RefundRecord>) => Promise<string>
  /** Inserts an open discrepancy, as a reconciliation run does. */
  readonly addDiscrepancy: (project: DevApp) => Promise<string>
}

export type AuditRecord = {
  readonly actor: string
  readonly action: string
  readonly reason: string | null
  readonly changes: unknown
}
export type EventRecord = {
  readonly type: string
  readonly previous_status: string | null
  readonly status: string
}
type JobRecord = { readonly task: string; readonly payload: unknown }

type NotificationRecord = {
  readonly store: string
  readonly messageId: string
  readonly status: string
  readonly outcome: string | null
  readonly attempts: number
  readonly secret: string
}

type DeliveryRecord = {
  readonly endpointId: string
  readonly eventId: string
  readonly status?: 'DELIVERED' | 'FAILED'
  readonly durationMs?: number
  readonly attemptedAt?: Date
}

type RefundRecord = {
  readonly full: boolean
  readonly quantity: number
  readonly amountMicros: string | null
  readonly source: string
  readonly reversedAt: Date | null
}

/** The UUID of a prefixed id. */
export function uuidOf(id: string): string {
  const uuid = decodeId(id.slice(0, 3) as IdPrefix, id)
  if (uuid === null) throw new Error(`not an id: ${id}`)
  return uuid
}

export function createDatabaseRecords(sql: Sql): DatabaseRecords {
  return {
    sql,
    auditLog: async (id) => {
      const rows = await sql<(AuditRecord & { changes: never; values: Record<string, string> | null })[]>`
        select concat_ws(' ', actor_kind, actor_id, actor_name) as actor, action, reason, changes, (
          select json_object_agg(encode(digest, 'hex'), value) from audit_personal_values v where v.entry_id = a.id
        ) as values
        from audit_log a where subject_id = ${uuidOf(id)} order by id`
      return rows.map(({ changes, values, ...row }) => ({
        ...row,
        changes: revealPersonalValues({ changes, personalValues: values }),
      }))
    },
    events: async (paymentId) =>
      await sql<EventRecord[]>`
        select type, previous_status, status from ${allEvents(sql)}
        where payment_id = ${uuidOf(paymentId)} and type <> 'PAYMENT_PAID' order by position, insert_seq`,
    jobs: async (key) =>
      await sql<JobRecord[]>`
        select task.identifier as task, job.payload
        from graphile_worker._private_jobs job join graphile_worker._private_tasks task on task.id = job.task_id
        where job.key = ${key}`,
    addNotification: (project, change = {}) => addNotification(sql, project, change),
    addRefund: (paymentId, change = {}) => addRefund(sql, paymentId, change),
    addDiscrepancy: async ({ appKey }) => {
      const id = newUuid()
      await sql`
        insert into reconciliation_discrepancies (app_id, id, store, source, subject, run_id, detected_at, description)
        values (${decodeId('ak', appKey)}, ${id}, 'GOOGLE_PLAY', 'REFUNDS', ${id}, ${id}, now(), 'The records differ.')`
      return encodeId('dcp', id)
    },
    addDelivery: (project, delivery) => addDelivery(sql, project, delivery),
  }
}

async function addNotification(
  sql: Sql,
  project: DevApp,
  change: Partial<NotificationRecord>,
): Promise<string> {
  const id = newUuid()
  const notification = {
    store: 'GOOGLE_PLAY',
    messageId: `message-${id}`,
    status: 'FAILED',
    outcome: 'The store could not be reached.',
    attempts: 3,
    secret: 'the content of the notification',
    ...change,
  }
  const { store, messageId, status, outcome, attempts, secret } = notification
  await sql`
    insert into notifications (app_id, id, store, store_notification_id, type, environment, sent_at, received_at, source, encrypted_body, encrypted_payload,
                               status, attempts, result)
    values (${decodeId('ak', project.appKey)}, ${id}, ${store}, ${messageId}, 'ONE_TIME_PRODUCT_PURCHASED', 'PRODUCTION', now(),
            now(), 'PUSH', ${Buffer.from(secret)}, ${Buffer.from(secret)}, ${status}, ${attempts}, ${outcome})`
  return encodeId('ntf', id)
}

/** Inserts an entry of the refund history, as a notification of the store does. */
async function addRefund(sql: Sql, paymentId: string, change: Partial<RefundRecord>): Promise<string> {
  const id = newUuid()
  const entry = {
    full: false,
    quantity: 0,
    amountMicros: '500000',
    source: 'NOTIFICATION',
    reversedAt: null,
    ...change,
  }
  await sql`
    insert into refunds (app_id, id, payment_id, user_id, is_full, quantity, amount_micros, currency_code, reason, detected_by,
                         previous_status, refunded_at, created_at, reversed_at)
    select app_id, ${id}, id, user_id, ${entry.full}, ${entry.quantity}, ${entry.amountMicros}, currency_code, 'by the store',
           ${entry.source}, status, now(), now(), ${entry.reversedAt}
    from payments where id = ${uuidOf(paymentId)}`
  return encodeId('ref', id)
}

async function addDelivery(sql: Sql, project: DevApp, delivery: DeliveryRecord): Promise<string> {
  const id = newUuid()
  const { endpointId, eventId, status = 'FAILED', durationMs = 10, attemptedAt = new Date() } = delivery
  await sql`
    insert into webhook_deliveries (app_id, id, endpoint_id, event_id, attempted_at, url, request_body, status, duration_ms)
    values (${decodeId('ak', project.appKey)}, ${id}, ${uuidOf(endpointId)}, ${uuidOf(eventId)}, ${attemptedAt.toISOString()},
            'https://games.example.com/hook', '{}', ${status}, ${durationMs})`
  return encodeId('whd', id)
}
