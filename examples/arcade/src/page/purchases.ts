import type { Coinslot, Item, PurchaseResult, Store } from '@coinslot/sdk'
import type { Session } from '../player-state.ts'
import type { FollowedPurchase } from './purchase-steps.ts'
import { openShop } from './shop.ts'

export type PurchasesOptions = {
  readonly session: Session
  /** Is called with the latest purchase whenever something happened to it. */
  readonly onFollowed: (purchase: FollowedPurchase) => void
  /** Is called after something was paid or resumed, with the shop in which it was. */
  readonly onProcessed: (shop: Coinslot) => Promise<void>
}

export type Purchases = ReturnType<typeof createPurchases>

/** Buys in the store that the player chooses, and continues what an earlier page began. */
export function createPurchases({ session, onFollowed, onProcessed }: PurchasesOptions) {
  const shops = new Map<Store, Coinslot>()
  let followed: FollowedPurchase | null = null
  const follow = (purchase: FollowedPurchase) => {
    followed = purchase
    onFollowed(purchase)
  }
  const openStore = (store: Store): Coinslot => {
    const opened = shops.get(store)
    if (opened !== undefined) return opened
    const shop = openShop(session, store, (sheet) => {
      if (followed?.store === store && followed.result === null) follow({ ...followed, sheet })
    })
    shop.onPurchaseUpdated((result) => follow(toFollowed(store, result)))
    shops.set(store, shop)
    return shop
  }
  return {
    listItems: (store: Store): Promise<readonly Item[]> => openStore(store).items(),
    buy: async (store: Store, itemId: string): Promise<void> => {
      const shop = openStore(store)
      follow({ itemId, store, sheet: null, result: null })
      const result = await shop.purchase(itemId)
      follow({ ...toFollowed(store, result), sheet: followed?.itemId === itemId ? followed.sheet : null })
      await onProcessed(shop)
    },
    /** At start, after a change that the game server reports, and when the page is shown again. */
    resume: async (store: Store): Promise<void> => {
      const shop = openStore(store)
      // A subscription is listed at each start, as long as it gives access.
      const result = (await shop.reprocess()).filter((each) => !isSubscription(each)).at(-1)
      if (result !== undefined && followed === null) follow(toFollowed(store, result))
      await onProcessed(shop)
    },
  }
}

const isSubscription = (result: PurchaseResult) =>
  result.status === 'paid' && result.payment.itemType === 'AUTO_RENEWABLE'

const toFollowed = (store: Store, result: PurchaseResult): FollowedPurchase => ({
  itemId: result.itemId,
  store,
  sheet: null,
  result,
})
