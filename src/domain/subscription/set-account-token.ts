import { selectPurchase } from '../../db/queries/purchases.ts'
import { selectSubscriptionReference } from '../../db/queries/subscription-acts.ts'
import { selectSubscription } from '../../db/queries/subscriptions.ts'
import { selectUsersByIds } from '../../db/queries/users.ts'
import type { AppContext } from '../context.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import { decryptSaleReference } from '../store-sync/sale-reference.ts'

/** About ten hours, by the delays between the attempts of a job. */
const maxAttempts = 10

/**
 * Writes the account token of a subscription that a user has claimed to its store, so that the store names the owner from then on. Nothing
 * depends on it: the records say whose it is. A repetition writes the same token again.
 * @throws StoreUnavailableError or StoreMisconfiguredError, so that the job is repeated, unless it was the last attempt
 */
export async function setAccountToken(
  ctx: AppContext,
  subscriptionId: string,
  attempt: number,
): Promise<void> {
  const fields = { appId: ctx.app.appId, subscriptionId, attempt }
  try {
    const result = await callStore(ctx, subscriptionId)
    if (result?.kind === 'rejected') {
      ctx.log.warn({ ...fields, reason: result.reason }, 'the store has not set an account token')
    }
  } catch (error) {
    if (!isStoreError(error) || attempt < maxAttempts) throw error
    ctx.log.error({ ...fields, error }, 'could not set the account token of a subscription')
  }
}

/** Null if there is nothing to set. */
async function callStore(ctx: AppContext, subscriptionId: string) {
  const { appId } = ctx.app
  const subscription = await selectSubscription(ctx.db, appId, subscriptionId)
  if (subscription?.userId == null || subscription.purchaseId === null) return null
  const { store, environment, storeProductId, ownership } = subscription
  // The store has a token, or the subscription is a family member's, which cannot have one.
  if (subscription.accountToken !== null || ownership === 'SHARED') return null
  const [adapter, reference, purchase, [user]] = await Promise.all([
    ctx.stores.find(appId, store),
    selectSubscriptionReference(ctx.db, appId, subscriptionId),
    selectPurchase(ctx.db, appId, subscription.purchaseId),
    selectUsersByIds(ctx.db, appId, [subscription.userId]),
  ])
  const set = adapter?.subscriptions?.setAccountToken ?? null
  if (set === null || reference === null || purchase === null || user?.erasedAt !== null) return null
  const details = decryptSaleReference(ctx.keyring, appId, store, reference)
  return set({ details, environment, storeProductId, accountToken: purchase.accountToken })
}
