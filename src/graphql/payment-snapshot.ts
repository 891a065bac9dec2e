import type { EventRow, PaymentRow, RefundRow } from '../domain/models.ts'

/**
 * The parts of a payment are loaded after its row, by statements that serve many payments, and may be newer than the row. Each part
 * is reduced here to what belongs to the status of the row, so that a response shows one state.
 */

/** A payment that is PAID has no consume: one that is found was written after the row was read. */
export function mayHaveConsume({ status }: Pick<PaymentRow, 'status'>): boolean {
  return status !== 'PAID'
}

/** Only a payment that is REFUNDED has a full refund in effect. */
export function selectRefundsOf<Refund extends Pick<RefundRow, 'isFull' | 'reversedAt'>>(
  { status }: Pick<PaymentRow, 'status'>,
  refunds: readonly Refund[],
): readonly Refund[] {
  return status === 'REFUNDED'
    ? refunds
    : refunds.filter(({ isFull, reversedAt }) => !isFull || reversedAt !== null)
}

/** The events up to the last one that led to the status of the row. Events may be late, but not ahead of the row. */
export function selectEventsOf<Event extends Pick<EventRow, 'status'>>(
  payment: Pick<PaymentRow, 'status'>,
  events: readonly Event[],
): readonly Event[] {
  const last = events.findLastIndex(({ status }) => status === payment.status)
  return last === -1 ? events : events.slice(0, last + 1)
}
