import type { EventRow, EventType, StoreValue } from '../../db/queries/events.ts'
import { decodeCursor, encodeCursor } from '../../platform/cursor.ts'
import { RequestError } from '../request-error.ts'

/** null: all. */
export type EventFilter = {
  readonly types: readonly EventType[] | null
  readonly stores: readonly StoreValue[] | null
}

const feedList = 'feed'

export function cursorOf(event: Pick<EventRow, 'appId' | 'position'>): string {
  return encodeCursor(feedList, event.appId, event.position.toString())
}

export function matchesFilter({ types, stores }: EventFilter, event: EventRow): boolean {
  return (types === null || types.includes(event.type)) && (stores === null || stores.includes(event.store))
}

/** The position that a cursor of this AppKey's feed points at. */
export function openFeedCursor(appId: string, cursor: string | null): bigint | null {
  if (cursor === null) return null
  const position = decodeCursor(feedList, appId, cursor)
  if (position === null || !/^\d{1,18}$/.test(position)) {
    throw new RequestError('BAD_USER_INPUT', 'after is not a cursor of this feed.')
  }
  return BigInt(position)
}
