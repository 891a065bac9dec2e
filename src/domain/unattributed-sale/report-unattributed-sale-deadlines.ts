import {
  updateUnattributedSaleAlerts,
  type UnattributedSaleRow,
} from '../../db/queries/unattributed-sales.ts'
import { eachApp } from '../app/each-app.ts'
import type { Services } from '../context.ts'

/** Sales whose alert is raised by one statement. */
const defaultBatchSize = 500

/**
 * Reports sales without a user that the store is about to refund, by a metric and a log line: once as a warning, and once as critical.
 * They are not acknowledged: the customer has received nothing, so the store's refund is right unless somebody claims the sale.
 */
export async function reportUnattributedSaleDeadlines(
  services: Services,
  batchSize = defaultBatchSize,
): Promise<{ readonly reported: number }> {
  const { db, clock } = services
  let reported = 0
  for await (const { appId } of eachApp(services)) {
    for (;;) {
      const sales = await updateUnattributedSaleAlerts(db, appId, { now: clock(), limit: batchSize })
      for (const sale of sales) reportSale(services, sale)
      reported += sales.length
      if (sales.length < batchSize) break
    }
  }
  return { reported }
}

function reportSale(
  { log, count }: Pick<Services, 'log' | 'count'>,
  { appId, id, store, storeProductId, acknowledgementDeadlineAt: deadline, alertLevel }: UnattributedSaleRow,
): void {
  const fields = { appId, id, store, storeProductId, deadline }
  if (alertLevel === 'CRITICAL') {
    count('unattributed_sale_deadline_critical', { store })
    log.error(fields, 'the store is about to refund a sale that no user has claimed')
  } else {
    count('unattributed_sale_deadline_warning', { store })
    log.warn(fields, 'a sale that no user has claimed is half way to its deadline')
  }
}
