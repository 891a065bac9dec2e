import { updateExpiredPurchases as expireSome } from '../../db/queries/update-expired-purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

const batchSize = 500
/** Of one AppKey in one run; the next run goes on. */
const maxBatches = 40

/**
 * Ends the reservations that nobody came back for. Should the store prove a payment after all, the purchase is VERIFIED all
 * the same.
 */
export async function expirePurchases(services: Services): Promise<{ readonly expired: number }> {
  let expired = 0
  for await (const { appId } of eachApp(services)) expired += await expireAppPurchases(services, appId)
  return { expired }
}

async function expireAppPurchases({ db, clock, events }: Services, appId: string): Promise<number> {
  let expired = 0
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const eventIds = Array.from({ length: batchSize }, newUuid)
    const expiredInBatch = await expireSome(db, { appId, now: clock(), eventIds })
    expired += expiredInBatch
    if (expiredInBatch > 0) events.notifyCommitted()
    if (expiredInBatch < batchSize) break
  }
  return expired
}
