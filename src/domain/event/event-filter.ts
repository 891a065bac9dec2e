import type { EventRow, EventType, StoreValue } from '../../db/queries/events.ts'

/** Null matches every type or store. */
export type EventFilter = {
  readonly types: readonly EventType[] | null
  readonly stores: readonly StoreValue[] | null
}

/** Whether no event can match. */
export function isEmptyFilter({ types, stores }: EventFilter): boolean {
  return types?.length === 0 || stores?.length === 0
}

export function matchesFilter({ types, stores }: EventFilter, event: EventRow): boolean {
  const { type, store } = event
  return (
    (types === null || types.includes(type)) &&
    (stores === null || (store !== null && stores.includes(store)))
  )
}
