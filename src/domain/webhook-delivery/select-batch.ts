import type { EventRow } from '../../db/queries/events.ts'
import type { DeliveryPosition } from './delivery-position.ts'
import { subjectOf } from './event-subject.ts'

/**
 * The events that may be sent at the same time: of each purchase (and so of its payment) the first event that is not delivered,
 * unless the purchase is blocked until a retry.
 */
export function selectBatch(
  window: readonly EventRow[],
  current: DeliveryPosition,
  { blocked, size }: { readonly blocked: ReadonlySet<string>; readonly size: number },
): EventRow[] {
  const excluded = new Set(blocked)
  const batch: EventRow[] = []
  for (const event of window) {
    if (batch.length === size) break
    if (current.deliveredPositions.has(event.position) || excluded.has(subjectOf(event))) continue
    excluded.add(subjectOf(event))
    batch.push(event)
  }
  return batch
}
