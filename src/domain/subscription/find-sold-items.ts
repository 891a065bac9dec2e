import { selectItemOfProduct } from '../../db/queries/items.ts'
import type { SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import { isSubscription } from '../item/is-subscription.ts'
import type { ItemRow } from '../models.ts'
import { createProblem, receiptProblem, type Problem } from '../problem.ts'
import { findMainLine, type ItemsByProduct } from './subscription-facts.ts'

/** The items of all products of a subscription, whatever their type. */
export async function findSoldItems(
  ctx: AppContext,
  store: StoreName,
  { lines, periods, pendingChange }: Pick<SubscriptionSnapshot, 'lines' | 'periods' | 'pendingChange'>,
): Promise<ItemsByProduct> {
  const sold = [...lines, ...periods, ...(pendingChange === null ? [] : [pendingChange])]
  const products = sold.map(({ storeProductId }) => storeProductId)
  const items = new Map<string, ItemRow | null>()
  for (const product of new Set(products)) {
    items.set(product, await selectItemOfProduct(ctx.db, ctx.app.appId, store, product))
  }
  return items
}

/** The items that are sold as subscriptions. A product of another item is treated as one of no item. */
export function onlySubscriptions(items: ItemsByProduct): ItemsByProduct {
  return new Map(
    [...items].map(([product, item]) => [product, item !== null && isSubscription(item.type) ? item : null]),
  )
}

/** Whether the AppKey sells what was bought as a subscription. */
export function checkSoldItem(snapshot: SubscriptionSnapshot, items: ItemsByProduct): Problem | null {
  const product = findMainLine(snapshot.lines)?.storeProductId ?? ''
  const item = items.get(product) ?? null
  if (item === null) {
    return createProblem('ITEM_NOT_FOUND', `No item of the AppKey is the store's product ${product}.`, [
      'receipt',
    ])
  }
  if (isSubscription(item.type)) return null
  const message = 'The receipt is of a subscription, and the item of its product is not one.'
  return receiptProblem('RECEIPT_ITEM_MISMATCH', message)
}
