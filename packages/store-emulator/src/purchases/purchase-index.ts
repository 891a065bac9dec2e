import type { Purchase } from './purchase.ts'

/** Finds values by a list of texts, such as store, environment and order id. */
type CompositeIndex<Value> = {
  get: (key: readonly string[]) => Value | undefined
  set: (key: readonly string[], value: Value) => void
  clear: () => void
}

function createCompositeIndex<Value>(): CompositeIndex<Value> {
  const values = new Map<string, Value>()
  const toKey = (parts: readonly string[]): string => parts.join('\n')
  return {
    get: (key) => values.get(toKey(key)),
    set: (key, value) => {
      values.set(toKey(key), value)
    },
    clear: () => {
      values.clear()
    },
  }
}

/** Finds the ids of purchases by the keys that the stores' APIs use. */
export type PurchaseIndex = {
  /** By store, environment and transaction id. */
  byTransactionId: CompositeIndex<string>
  /** By store, environment and order id. */
  byOrderId: CompositeIndex<string>
  /** By store and purchase token. */
  byPurchaseToken: CompositeIndex<string>
  /** By store, environment and customer id, oldest first. */
  byCustomerId: CompositeIndex<string[]>
  /** By store and app id: any one purchase. */
  byAppId: CompositeIndex<string>
  /** Adds a new purchase. */
  add: (purchase: Purchase) => void
  /** Adds ids that a purchase has received since it was added. */
  update: (purchase: Purchase) => void
  clear: () => void
}

export function createPurchaseIndex(): PurchaseIndex {
  const byTransactionId = createCompositeIndex<string>()
  const byOrderId = createCompositeIndex<string>()
  const byPurchaseToken = createCompositeIndex<string>()
  const byCustomerId = createCompositeIndex<string[]>()
  const byAppId = createCompositeIndex<string>()
  const indexes = [byTransactionId, byOrderId, byPurchaseToken, byCustomerId, byAppId]

  const update = ({ id, store, environment, ...ids }: Purchase): void => {
    const { transactionId, restoredTransactionIds = [], orderId, purchaseToken } = ids
    const transactionIds = transactionId === undefined ? [] : [transactionId, ...restoredTransactionIds]
    for (const each of transactionIds) byTransactionId.set([store, environment, each], id)
    if (orderId !== undefined) byOrderId.set([store, environment, orderId], id)
    if (purchaseToken !== undefined) byPurchaseToken.set([store, purchaseToken], id)
  }

  return {
    byTransactionId,
    byOrderId,
    byPurchaseToken,
    byCustomerId,
    byAppId,
    add: (purchase) => {
      const { id, store, environment, customerId, appId } = purchase
      const customerPurchases = byCustomerId.get([store, environment, customerId])
      if (customerPurchases === undefined) byCustomerId.set([store, environment, customerId], [id])
      else customerPurchases.push(id)
      byAppId.set([store, appId], id)
      update(purchase)
    },
    update,
    clear: () => {
      for (const index of indexes) index.clear()
    },
  }
}
