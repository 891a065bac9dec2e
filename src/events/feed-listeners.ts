import { EventEmitter } from 'node:events'
import type { EventRow } from '../db/queries/events.ts'

/** Called synchronously by whoever emits; must not throw. */
export type Listener = () => void

/** The listeners of one feed. Each method that adds a listener returns the function that removes it. */
export type FeedListeners = {
  onAdvance: (listener: Listener) => () => void
  onPurchaseChange: (purchaseId: string, listener: Listener) => () => void
  /** For the changes of the user's entitlements. */
  onUserChange: (userId: string, listener: Listener) => () => void
  /** Calls the advance listeners, and those of the purchases and users that have an event among these. */
  emit: (page: readonly EventRow[]) => void
  /** Calls every listener, for a change whose events are unknown. */
  emitAll: () => void
}

const advance = Symbol('advance')

export function createFeedListeners(): FeedListeners {
  // Every other event is named by the id of a purchase or a user; a name without listeners takes no memory.
  const emitter = new EventEmitter()
  // One feed may have thousands of subscribers, which is no leak.
  emitter.setMaxListeners(0)
  const add = (name: string | symbol, listener: Listener) => {
    emitter.on(name, listener)
    return () => void emitter.off(name, listener)
  }
  return {
    onAdvance: (listener) => add(advance, listener),
    onPurchaseChange: add,
    onUserChange: add,
    emit: (page) => {
      emitter.emit(advance)
      const changed = page.flatMap(({ purchaseId, userId }) => [purchaseId ?? [], userId ?? []].flat())
      for (const id of new Set(changed)) emitter.emit(id)
    },
    emitAll: () => {
      for (const name of emitter.eventNames()) emitter.emit(name)
    },
  }
}
