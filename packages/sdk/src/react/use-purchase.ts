import { useCallback, useEffect, useRef, useState } from 'react'
import type { Coinslot } from '../client/create-coinslot.ts'
import type { PurchaseResult } from '../client/results.ts'

/** What `usePurchase` returns. */
export type PurchaseState = {
  /** Buys an item. It always resolves, also after the component is gone. */
  readonly purchase: (itemId: string) => Promise<PurchaseResult>
  /** The items that this component is buying. */
  readonly purchasing: readonly string[]
  /** The latest result: of this component's purchases, or of one that ended outside of its own call. Null at first. */
  readonly result: PurchaseResult | null
}

/** Buys items of the shop, and follows what became of purchases. */
export function usePurchase(shop: Coinslot): PurchaseState {
  const [purchasing, setPurchasing] = useState<readonly string[]>([])
  const [result, setResult] = useState<PurchaseResult | null>(null)
  // The shop of the mounted component; null before and after.
  const current = useRef<Coinslot | null>(null)
  useEffect(() => {
    current.current = shop
    const remove = shop.onPurchaseUpdated(setResult)
    return () => {
      current.current = null
      remove()
    }
  }, [shop])
  const purchase = useCallback(
    async (itemId: string) => {
      if (current.current === shop) setPurchasing((before) => [...before, itemId])
      const bought = await shop.purchase(itemId)
      if (current.current !== null) {
        setPurchasing((before) => before.filter((_, index) => index !== before.indexOf(itemId)))
        if (current.current === shop) setResult(bought)
      }
      return bought
    },
    [shop],
  )
  return { purchase, purchasing, result }
}
