import type { EventRow, EventType, StoreValue } from '../../db/queries/events.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'

/** null: all. */
export type EventFilter = {
  readonly types: readonly EventType[] | null
  readonly stores: readonly StoreValue[] | null
}

/** Nothing can match. */
export function isEmptyFilter({ types, stores }: EventFilter): boolean {
  return types?.length === 0 || stores?.length === 0
}

const feedListName = 'feed'

export function encodeEventCursor(event: Pick<EventRow, 'appId' | 'position'>): string {
  return encodeCursor(feedListName, event.appId, event.position.toString())
}

export function matchesFilter({ types, stores }: EventFilter, event: EventRow): boolean {
  return (types === null || types.includes(event.type)) && (stores === null || stores.includes(event.store))
}

/** The position that a cursor points at; null if it is none of this AppKey's feed. */
export function decodeEventCursor(appId: string, cursor: string): bigint | null {
  const position = decodeCursor(feedListName, appId, cursor)
  return position === null || !/^\d{1,18}$/.test(position) ? null : BigInt(position)
}
