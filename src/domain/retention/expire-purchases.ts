import { updateExpiredPurchases } from '../../db/queries/update-expired-purchases.ts'
import { newUuid } from '../../platform/ids.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

const batchSize = 500
/** Batches of one app in one run; the next run continues. */
const maxBatches = 40

/** Sets purchases that were not paid in time to EXPIRED. A store that reports the payment later still makes them VERIFIED. */
export async function expirePurchases(services: Services): Promise<{ readonly expired: number }> {
  let expired = 0
  for await (const { appId } of eachApp(services)) expired += await expireAppPurchases(services, appId)
  return { expired }
}

async function expireAppPurchases({ db, clock, events }: Services, appId: string): Promise<number> {
  let expired = 0
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const eventIds = Array.from({ length: batchSize }, newUuid)
    const expiredInBatch = await updateExpiredPurchases(db, { appId, now: clock(), eventIds })
    expired += expiredInBatch
    if (expiredInBatch > 0) events.notifyCommitted(appId)
    if (expiredInBatch < batchSize) break
  }
  return expired
}
