import type { Sql } from 'postgres'
import { expect } from 'vitest'
import type { EventType } from '../../src/db/tables/events.ts'
import type { PaymentStatus } from '../../src/db/tables/payments.ts'
import { uuidOf } from '../support/database-records.ts'
import { allEvents } from '../support/all-events.ts'

/** The stored payment of a purchase with its events and refunds. */
export type PaymentRecord = {
  readonly payment: PaymentRow
  /** Oldest first. */
  readonly events: readonly EventSummary[]
  /** Oldest first. */
  readonly refunds: readonly RefundSummary[]
}

type PaymentRow = {
  readonly id: string
  readonly status: PaymentStatus
  readonly quantity: number
  readonly refunded_quantity: number
  readonly refunded_micros: string | null
  readonly price_micros: string | null
}

type EventSummary = {
  readonly type: EventType
  readonly previous_status: string | null
  readonly status: string
}

type RefundSummary = {
  readonly is_full: boolean
  readonly quantity: number
  readonly amount_micros: string | null
  readonly previous_status: PaymentStatus
  readonly reversed: boolean
}

/** Null while there is no payment for this purchase. */
export async function readPaymentRecord(sql: Sql, purchaseId: string): Promise<PaymentRecord | null> {
  const payments = await sql<PaymentRow[]>`
    select id, status, quantity, refunded_quantity, refunded_micros::text, price_micros::text
    from payments where purchase_id = ${uuidOf(purchaseId)}`
  expect(payments.length).toBeLessThan(2)
  const [payment] = payments
  if (payment === undefined) return null
  const events = await sql<EventSummary[]>`
    select type, previous_status, status from ${allEvents(sql)}
    where payment_id = ${payment.id} order by position, insert_seq`
  const refunds = await sql<RefundSummary[]>`
    select is_full, quantity, amount_micros::text, previous_status, reversed_at is not null as reversed
    from refunds where payment_id = ${payment.id} order by id`
  return { payment, events, refunds }
}

export async function getPaymentRecord(sql: Sql, purchaseId: string): Promise<PaymentRecord> {
  const record = await readPaymentRecord(sql, purchaseId)
  if (record === null) throw new Error('no payment for this purchase')
  return record
}

/** The statuses to which each type of event may lead from a status; other types do not change the status. */
const allowedTransitions: Readonly<Partial<Record<EventType, (from: string | null) => readonly string[]>>> = {
  PAYMENT_PAID: (from) => (from === null ? ['PAID'] : []),
  PAYMENT_CONSUMED: (from) => (from === 'PAID' ? ['CONSUMED'] : []),
  PAYMENT_COMPLETED: (from) => (from === 'CONSUMED' ? ['COMPLETED'] : []),
  PAYMENT_REFUNDED: (from) => (from === null || from === 'REFUNDED' ? [] : ['REFUNDED']),
  PAYMENT_PARTIALLY_REFUNDED: (from) => (from === null || from === 'REFUNDED' ? [] : [from]),
}

/** Each event starts with the status to which the one before led, and the last one leads to the status of the payment. */
export function expectConsistentHistory({ payment, events, refunds }: PaymentRecord): void {
  let status: string | null = null
  let beforeRefund: string | null = null
  for (const event of events) {
    const { type } = event
    const isReversal = type === 'PAYMENT_REFUND_REVERSED'
    const reversedTo: string | null = status === 'REFUNDED' ? beforeRefund : status
    const next = isReversal ? [reversedTo] : (allowedTransitions[type]?.(status) ?? [status])
    expect({ ...event, type, legal: next.includes(event.status) }).toMatchObject({
      previous_status: status,
      legal: true,
    })
    if (type === 'PAYMENT_REFUNDED') beforeRefund = status
    status = event.status
  }
  expect(status).toBe(payment.status)
  expect(events.filter(({ type }) => type === 'PAYMENT_PAID')).toHaveLength(1)
  expectRefundTotals(payment, refunds)
}

/** The refunds that are not reversed sum up to the totals of the payment. */
function expectRefundTotals(payment: PaymentRow, refunds: readonly RefundSummary[]): void {
  const effective = refunds.filter(({ reversed }) => !reversed)
  const amounts = effective.map(({ amount_micros }) => amount_micros)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0)
  expect(sum(effective.map(({ quantity }) => quantity))).toBe(payment.refunded_quantity)
  expect(effective.some(({ is_full }) => is_full)).toBe(payment.status === 'REFUNDED')
  if (payment.refunded_micros === null) expect(amounts.every((amount) => amount === null)).toBe(true)
  else expect(sum(amounts.map(Number))).toBe(Number(payment.refunded_micros))
}
