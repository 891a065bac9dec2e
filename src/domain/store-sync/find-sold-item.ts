import { selectItemsByIds, type ItemRow } from '../../db/queries/items.ts'
import type { PaymentRow } from '../../db/queries/payments.ts'
import type { PurchaseRow } from '../../db/queries/purchases.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'

type Sale = {
  readonly store: StoreName
  readonly storeProductId: string
  /** The item that the store's product maps to now. */
  readonly itemOfProduct: ItemRow | null
  /** The purchase that the sale pays for; null if there is none. */
  readonly purchase: PurchaseRow | null
  /** The payment of the sale, if it is recorded. */
  readonly payment: PaymentRow | null
}

/** The item that was sold. What was recorded or reserved decides, because the products of an item may have changed since. */
export async function findSoldItem(
  ctx: AppContext,
  { store, storeProductId, itemOfProduct, purchase, payment }: Sale,
): Promise<ItemRow | null> {
  const isReserved = purchase?.store === store && purchase.storeProductId === storeProductId
  const itemId = payment?.itemId ?? (isReserved ? purchase.itemId : null)
  if (itemId === null || itemId === itemOfProduct?.id) return itemOfProduct
  const [item] = await selectItemsByIds(ctx.db, ctx.app.appId, [itemId])
  return item ?? itemOfProduct
}
