import { useCallback, useEffect, useState } from 'react'
import type { Coinslot } from '../client/create-coinslot.ts'
import type { Item } from '../client/list-items.ts'
import type { CoinslotError } from '../core/coinslot-error.ts'

/** What `useItems` returns. */
export type ItemsState = {
  /** Null until they are there. */
  readonly items: readonly Item[] | null
  /** Why they could not be listed; null if they could. */
  readonly error: CoinslotError | null
  /** Lists them again. What is there stays until then. */
  readonly reload: () => void
}

type Loaded = Omit<ItemsState, 'reload'> & { readonly shop: Coinslot | null }

const nothing: Loaded = { shop: null, items: null, error: null }

/** The items of the store with the prices of the store. */
export function useItems(shop: Coinslot): ItemsState {
  const [loaded, setLoaded] = useState(nothing)
  const [loadCount, setLoadCount] = useState(0)
  useEffect(() => {
    let isCurrent = true
    const show = (change: Partial<Loaded>) => {
      if (isCurrent)
        setLoaded((before) => ({ ...(before.shop === shop ? before : nothing), shop, ...change }))
    }
    shop.items().then(
      (items) => show({ items, error: null }),
      (error: unknown) => show({ error: error as CoinslotError }),
    )
    return () => {
      isCurrent = false
    }
  }, [shop, loadCount])
  const reload = useCallback(() => setLoadCount((count) => count + 1), [])
  const { items, error } = loaded.shop === shop ? loaded : nothing
  return { items, error, reload }
}
