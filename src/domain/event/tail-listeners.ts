import type { EventRow } from '../../db/queries/events.ts'
import { createListeners, type Listener } from './listeners.ts'

/** Who follows a feed, and who waits for a purchase in it. */
export type TailListeners = {
  onGrowth: (listener: Listener) => () => void
  onChange: (purchaseId: string, listener: Listener) => () => void
  /** The feed has grown by these events. */
  tell: (page: readonly EventRow[]) => void
  /** What happened is not known: everybody looks. */
  tellAll: () => void
}

export function createTailListeners(): TailListeners {
  const growth = createListeners<null>()
  const changes = createListeners<string>()
  return {
    onGrowth: (listener) => growth.add(null, listener),
    onChange: changes.add,
    tell: (page) => {
      growth.call(null)
      for (const purchaseId of new Set(page.map((event) => event.purchaseId))) changes.call(purchaseId)
    },
    tellAll: () => {
      growth.call(null)
      changes.callAll()
    },
  }
}
