import type { Db } from '../client.ts'
import type { SubscriptionRow } from './subscriptions.ts'

export type EntitlementCause = {
  readonly paymentId: string | null
  readonly now: Date
}

/**
 * Computes the entitlements of the user of a subscription from scratch, with an event for each that differs: the last step of the
 * transaction that changes the subscription.
 */
export async function updateEntitlementsOfSubscription(
  { sql }: Db,
  {
    appId,
    id,
    userId,
    purchaseId,
    environment,
    store,
  }: Pick<SubscriptionRow, 'appId' | 'id' | 'userId' | 'purchaseId' | 'environment' | 'store'>,
  { paymentId, now }: EntitlementCause,
): Promise<void> {
  if (userId === null) return
  await sql`
    select update_user_entitlements(${appId}::uuid, ${userId}::uuid, ${environment}, ${now.toISOString()}::timestamptz,
                                    ${purchaseId}::uuid, ${paymentId}::uuid, ${id}::uuid, ${store})`
}
