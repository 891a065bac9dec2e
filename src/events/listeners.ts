/** Called at once, in the turn of whoever calls; must not throw. */
export type Listener = () => void

export type Listeners<Key> = {
  /** Answers with what takes the listener away again. */
  add: (key: Key, listener: Listener) => () => void
  /** Those under this key, as they are now. */
  emit: (key: Key) => void
  /** Those under every key, as they are now. */
  emitAll: () => void
}

/** Who wants to hear of what. Keys that nobody listens to cost nothing. */
export function createListeners<Key>(): Listeners<Key> {
  const byKey = new Map<Key, Set<Listener>>()
  return {
    add: (key, listener) => {
      const listeners = byKey.get(key) ?? new Set()
      listeners.add(listener)
      byKey.set(key, listeners)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0 && byKey.get(key) === listeners) byKey.delete(key)
      }
    },
    emit: (key) => {
      for (const listener of [...(byKey.get(key) ?? [])]) listener()
    },
    emitAll: () => {
      for (const listener of [...byKey.values()].flatMap((listeners) => [...listeners])) listener()
    },
  }
}
