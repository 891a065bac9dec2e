import type { EventRow } from '../../db/queries/events.ts'

/** How far an endpoint has come: everything up to `position`, and what lies `ahead` behind it. */
export type DeliveryPosition = { readonly position: bigint; readonly deliveredPositions: ReadonlySet<bigint> }

/**
 * What may be sent at once: of each purchase (and so of its payment) the first event that was not delivered, unless the purchase
 * waits for a retry.
 */
export function selectBatch(
  window: readonly EventRow[],
  current: DeliveryPosition,
  { waiting: blocked, size }: { readonly waiting: ReadonlySet<string>; readonly size: number },
): EventRow[] {
  const excluded = new Set(blocked)
  const batch: EventRow[] = []
  for (const event of window) {
    if (batch.length === size) break
    if (current.deliveredPositions.has(event.position) || excluded.has(event.purchaseId)) continue
    excluded.add(event.purchaseId)
    batch.push(event)
  }
  return batch
}

/**
 * The progress after some more events of the window were delivered.
 * @param end Where the window ends if it was not cut short: everything up to there that is not in it is filtered out.
 */
export function advancePosition(
  window: readonly EventRow[],
  { position, deliveredPositions }: DeliveryPosition,
  { delivered, end }: { readonly delivered: readonly bigint[]; readonly end: bigint | null },
): DeliveryPosition {
  const remaining = new Set([...deliveredPositions, ...delivered])
  let reached = position
  for (const event of window) {
    if (!remaining.delete(event.position)) return toDeliveryPosition(reached, remaining)
    reached = event.position
  }
  return toDeliveryPosition(end !== null && end > reached ? end : reached, remaining)
}

/** What was delivered while its type was still wanted is in no window any more: it is passed all the same. */
function toDeliveryPosition(position: bigint, deliveredPositions: ReadonlySet<bigint>): DeliveryPosition {
  return { position, deliveredPositions: new Set([...deliveredPositions].filter((each) => each > position)) }
}
