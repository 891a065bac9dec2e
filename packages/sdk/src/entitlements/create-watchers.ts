import type { Coinslot, CoinslotOptions } from '../client/create-coinslot.ts'
import type { CoinslotError } from '../core/coinslot-error.ts'
import type { Entitlement } from '../core/entitlement.ts'
import { systemSchedule } from '../core/time.ts'

/**
 * Is called with entitlements. They are empty if nothing is known, and no earlier answer may be used: `error` says why, and is null
 * otherwise.
 */
export type EntitlementsListener = (entitlements: readonly Entitlement[], error: CoinslotError | null) => void

type Watchers = {
  readonly add: (listener: EntitlementsListener) => () => void
  /** Reports to each listener what differs from its last report, and refreshes after the time. */
  readonly report: (entitlements: readonly Entitlement[], error: CoinslotError | null, nextMs: number) => void
}

/** A source of events in a page; other platforms have none. */
type EventSource = {
  readonly hidden?: boolean
  readonly addEventListener?: (
    name: string,
    listener: () => void,
    options: { readonly signal: AbortSignal },
  ) => void
}

/** The listeners of entitlements. While there is one, the server is asked again when it may have another answer. */
export function createWatchers(
  shop: Coinslot,
  { schedule = systemSchedule }: CoinslotOptions,
  refresh: () => void,
): Watchers {
  const watchers = new Set<{ readonly listener: EntitlementsListener; text: string }>()
  let cancel: () => void = () => undefined
  let stop: () => void = () => undefined
  return {
    add: (listener) => {
      if (watchers.size === 0) stop = watchPlatform(shop, refresh)
      const watcher = { listener, text: '' }
      watchers.add(watcher)
      refresh()
      return () => {
        if (!watchers.delete(watcher) || watchers.size > 0) return
        cancel()
        stop()
      }
    },
    report: (entitlements, error, nextMs) => {
      cancel()
      const text = JSON.stringify([entitlements, error?.code], (name, value: unknown) =>
        name === 'validUntil' ? undefined : value,
      )
      for (const watcher of watchers) {
        if (watcher.text === text) continue
        watcher.text = text
        try {
          watcher.listener(entitlements, error)
        } catch {
          // The app has its own log.
        }
      }
      if (watchers.size > 0) cancel = schedule(refresh, nextMs)
    },
  }
}

/** Refreshes at each event after which the answer may be another one. Returns a function that ends it. */
function watchPlatform(shop: Coinslot, refresh: () => void): () => void {
  const page = globalThis as EventSource & { readonly document?: EventSource }
  const { document } = page
  const controller = new AbortController()
  const refreshVisible = () => {
    if (!document?.hidden) refresh()
  }
  document?.addEventListener?.('visibilitychange', refreshVisible, controller)
  page.addEventListener?.('online', refreshVisible, controller)
  const remove = shop.onPurchaseUpdated(refresh)
  return () => {
    controller.abort()
    remove()
  }
}
