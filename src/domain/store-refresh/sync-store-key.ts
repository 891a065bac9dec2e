import { selectSubscriptionTokens } from '../../db/queries/subscriptions.ts'
import type { AppContext } from '../context.ts'
import { refreshSubscription } from '../subscription/refresh-subscription.ts'
import { toSaleChange } from '../subscription/to-sale-change.ts'
import { syncSale, type SaleChange, type SaleToSync } from '../store-sync/sync-sale.ts'

type StoreKeyToSync = Pick<SaleToSync, 'store' | 'key' | 'details' | 'source'> & {
  /** Whether the store lists the key as that of a subscription. Otherwise only the records tell. */
  readonly isSubscription?: boolean
}

/**
 * Reads what a store's key names, a sale or a subscription, and updates the records to its state. For callers that have a key and do not
 * know which of the two it is.
 * @throws StoreUnavailableError or StoreMisconfiguredError; then nothing was changed
 */
export async function syncStoreKey(
  ctx: AppContext,
  { isSubscription = false, ...request }: StoreKeyToSync,
): Promise<readonly SaleChange[]> {
  const { store, key, details, source } = request
  if (!isSubscription) {
    const [token] = await selectSubscriptionTokens(ctx.db, { appId: ctx.app.appId, store }, [key])
    if (token === undefined) return syncSale(ctx, request)
  }
  // The details of a sale do not read a subscription: its stored reference does.
  const change = await refreshSubscription(ctx, {
    store,
    key,
    details: isSubscription ? details : null,
    source,
  })
  return [toSaleChange(change)]
}
