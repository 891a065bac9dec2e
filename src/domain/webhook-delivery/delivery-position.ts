import type { EventRow } from '../../db/queries/events.ts'

/** How far an endpoint is: everything up to `position` is delivered, and so are the `deliveredPositions` after it. */
export type DeliveryPosition = { readonly position: bigint; readonly deliveredPositions: ReadonlySet<bigint> }

/** What was delivered of a window of the feed. */
export type WindowProgress = {
  readonly delivered: readonly bigint[]
  /**
   * The end of the feed if the window reaches it: events up to there that are not in the window are filtered out. Null if the
   * window was cut off by its size.
   */
  readonly end: bigint | null
}

/** The position after some more events of the window were delivered. */
export function advancePosition(
  window: readonly EventRow[],
  { position, deliveredPositions }: DeliveryPosition,
  { delivered, end }: WindowProgress,
): DeliveryPosition {
  const remaining = new Set([...deliveredPositions, ...delivered])
  let reached = position
  for (const event of window) {
    if (!remaining.delete(event.position)) return toDeliveryPosition(reached, remaining)
    reached = event.position
  }
  return toDeliveryPosition(end !== null && end > reached ? end : reached, remaining)
}

/**
 * Drops delivered positions that the position has passed: an event whose type was subscribed to when it was delivered, and is not
 * any more, is in no window.
 */
function toDeliveryPosition(position: bigint, deliveredPositions: ReadonlySet<bigint>): DeliveryPosition {
  return { position, deliveredPositions: new Set([...deliveredPositions].filter((each) => each > position)) }
}
