import { updateUnattributedSaleAlerts } from '../../db/queries/unattributed-sales.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

/**
 * Reports sales without a user that the store is about to refund, by a metric and a log line: once as a warning, and once as critical.
 * They are not acknowledged: the customer has received nothing, so the store's refund is right unless somebody claims the sale.
 */
export async function reportUnattributedSaleDeadlines(
  services: Services,
): Promise<{ readonly reported: number }> {
  const { db, clock, log, count } = services
  let reported = 0
  for await (const { appId } of eachApp(services)) {
    for (const sale of await updateUnattributedSaleAlerts(db, appId, clock())) {
      const { id, store, storeProductId, acknowledgementDeadlineAt: deadline, alertLevel } = sale
      const fields = { appId, id, store, storeProductId, deadline }
      reported += 1
      if (alertLevel === 'CRITICAL') {
        count('unattributed_sale_deadline_critical', { store })
        log.error(fields, 'the store is about to refund a sale that no user has claimed')
      } else {
        count('unattributed_sale_deadline_warning', { store })
        log.warn(fields, 'a sale that no user has claimed is half way to its deadline')
      }
    }
  }
  return { reported }
}
