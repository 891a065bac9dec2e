import type { EventRow } from '../../db/queries/events.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'

const feedListName = 'feed'

export function encodeEventCursor(event: Pick<EventRow, 'appId' | 'position'>): string {
  return encodeCursor(feedListName, event.appId, event.position.toString())
}

/** The position of a cursor; null if it is not a cursor of this app's feed. */
export function decodeEventCursor(appId: string, cursor: string): bigint | null {
  const position = decodeCursor(feedListName, appId, cursor)
  return position === null || !/^\d{1,18}$/.test(position) ? null : BigInt(position)
}
