import type { EventRow } from '../../db/queries/events.ts'

/** How far an endpoint has come: everything up to `position`, and what lies `ahead` behind it. */
export type Progress = { readonly position: bigint; readonly ahead: ReadonlySet<bigint> }

/**
 * What may be sent at once: of each purchase (and so of its payment) the first event that was not delivered, unless the purchase
 * waits for a retry.
 */
export function chooseWave(
  window: readonly EventRow[],
  progress: Progress,
  { waiting, size }: { readonly waiting: ReadonlySet<string>; readonly size: number },
): EventRow[] {
  const taken = new Set(waiting)
  const wave: EventRow[] = []
  for (const event of window) {
    if (wave.length === size) break
    if (progress.ahead.has(event.position) || taken.has(event.purchaseId)) continue
    taken.add(event.purchaseId)
    wave.push(event)
  }
  return wave
}

/**
 * The progress after some more events of the window were delivered.
 * @param end Where the window ends if it was not cut short: everything up to there that is not in it is filtered out.
 */
export function advance(
  window: readonly EventRow[],
  { position, ahead }: Progress,
  { delivered, end }: { readonly delivered: readonly bigint[]; readonly end: bigint | null },
): Progress {
  const left = new Set([...ahead, ...delivered])
  let reached = position
  for (const event of window) {
    if (!left.delete(event.position)) return moveTo(reached, left)
    reached = event.position
  }
  return moveTo(end !== null && end > reached ? end : reached, left)
}

/** What was delivered while its type was still wanted is in no window any more: it is passed all the same. */
function moveTo(position: bigint, ahead: ReadonlySet<bigint>): Progress {
  return { position, ahead: new Set([...ahead].filter((each) => each > position)) }
}
