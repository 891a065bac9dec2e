import type { EventRow } from '../db/queries/events.ts'
import { createListeners, type Listener } from './listeners.ts'

/** Who follows a feed, and who waits for a purchase in it. */
export type FeedListeners = {
  onAdvance: (listener: Listener) => () => void
  onPurchaseChange: (purchaseId: string, listener: Listener) => () => void
  /** The feed has grown by these events. */
  emit: (page: readonly EventRow[]) => void
  /** What happened is not known: everybody looks. */
  emitAll: () => void
}

export function createFeedListeners(): FeedListeners {
  const advanceListeners = createListeners<null>()
  const purchaseListeners = createListeners<string>()
  return {
    onAdvance: (listener) => advanceListeners.add(null, listener),
    onPurchaseChange: purchaseListeners.add,
    emit: (page) => {
      advanceListeners.emit(null)
      for (const purchaseId of new Set(page.map((event) => event.purchaseId)))
        purchaseListeners.emit(purchaseId)
    },
    emitAll: () => {
      advanceListeners.emit(null)
      purchaseListeners.emitAll()
    },
  }
}
