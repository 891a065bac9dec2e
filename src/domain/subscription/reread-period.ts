import { selectSubscription, selectSubscriptionTokens } from '../../db/queries/subscriptions.ts'
import type { StoreName } from '../../stores/contract/store-adapter.ts'
import type { AppContext } from '../context.ts'
import type { RefundSource } from '../models.ts'
import { createSaleChange, type SaleChange } from '../store-sync/apply-sale-state.ts'
import { readAgain } from './check-subscription.ts'
import { refreshSubscription } from './refresh-subscription.ts'
import { toSaleChange } from './to-sale-change.ts'

/**
 * Reads the subscription of a period that its store lists by a key of the period, or by a token that may be superseded.
 * @throws StoreUnavailableError or StoreMisconfiguredError
 */
export async function rereadPeriod(
  ctx: AppContext,
  {
    store,
    key,
    subscriptionId,
    source,
  }: {
    readonly store: StoreName
    readonly key: Uint8Array
    readonly subscriptionId: string
    readonly source: RefundSource
  },
): Promise<readonly SaleChange[]> {
  const { appId } = ctx.app
  const [token] = await selectSubscriptionTokens(ctx.db, { appId, store }, [key])
  if (token !== undefined) {
    return [toSaleChange(await refreshSubscription(ctx, { store, key, details: null, source }))]
  }
  const subscription = await selectSubscription(ctx.db, appId, subscriptionId)
  if (subscription === null) return [createSaleChange('UNKNOWN')]
  return [toSaleChange(await readAgain(ctx, subscription, source))]
}
