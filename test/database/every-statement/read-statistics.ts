import type { Db } from '../../../src/db/client.ts'
import { compareStatistics } from '../../../src/db/queries/compare-statistics.ts'
import { countEntitlementHolders } from '../../../src/db/queries/entitlement-holders.ts'
import { selectOverviewIssues } from '../../../src/db/queries/overview.ts'
import { selectBuyerGroups, selectStatisticsGroups } from '../../../src/db/queries/payment-statistics.ts'
import { selectReconciliationDays } from '../../../src/db/queries/reconciliation-days.ts'
import {
  selectDiscrepancies,
  selectReconciliationSummary,
} from '../../../src/db/queries/reconciliation-discrepancies.ts'
import { selectReconciliationRuns } from '../../../src/db/queries/reconciliation-jobs.ts'
import { selectRefundReviewStatistics } from '../../../src/db/queries/refund-reviews.ts'
import { selectSetUpFacts } from '../../../src/db/queries/set-up-facts.ts'
import { selectSubscriptionStatistics } from '../../../src/db/queries/subscription-statistics.ts'
import { selectUserPaymentTotals, selectUserRefundTotals } from '../../../src/db/queries/user-totals.ts'
import { summarizeWebhookDeliveries } from '../../../src/db/queries/webhook-deliveries.ts'
import { newUuid } from '../../../src/platform/ids.ts'

const [from, to] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-06-01T00:00:00Z')]
const period = {
  from: '2026-01-01',
  to: '2026-06-01',
  timeZone: 'Asia/Seoul',
  environment: 'PRODUCTION',
} as const
const id = newUuid()

/** What the console and the game servers sum up, with every filter and every grouping. */
export async function readStatistics(db: Db, appId: string): Promise<void> {
  const filter = { stores: ['ONE_STORE'], itemId: id, currencyCode: 'KRW', countryCode: 'KR' } as const
  const noFilter = { stores: null, itemId: null, currencyCode: null, countryCode: null }
  for (const groupBy of [['DAY'], ['MONTH', 'STORE', 'ITEM', 'COUNTRY'], []] as const) {
    for (const each of [filter, noFilter]) {
      await selectStatisticsGroups(db, { ...period, ...each, appId, groupBy }, 10)
      await selectBuyerGroups(db, { ...period, ...each, appId, groupBy })
    }
  }
  for (const each of [filter, noFilter])
    await selectSubscriptionStatistics(db, { ...period, ...each, appId, interval: 'MONTH', now: to })
  await compareStatistics(db, appId, 10)
  await selectRefundReviewStatistics(db, appId, { from, to })
  await countEntitlementHolders(db, appId, [{ entitlementId: id, at: to }])
  await readUser(db, appId)
  await readOperation(db, appId)
}

async function readUser(db: Db, appId: string): Promise<void> {
  const user = { userId: id, environment: 'PRODUCTION' } as const
  await selectUserPaymentTotals(db, appId, user)
  await selectUserRefundTotals(db, appId, { ...user, since: from })
}

async function readOperation(db: Db, appId: string): Promise<void> {
  await selectOverviewIssues(db, { appId, environment: 'PRODUCTION', now: to, keysUntil: to })
  await selectSetUpFacts(db, appId)
  await summarizeWebhookDeliveries(db, appId, { endpointId: id, since: from, limit: 10 })
  for (const openOnly of [true, false])
    await selectReconciliationDays(db, appId, {
      stores: ['ONE_STORE'],
      openOnly,
      before: period.to,
      dayCount: 5,
    })
  const range = { appId, store: 'ONE_STORE', from, to } as const
  await selectReconciliationSummary(db, range)
  await selectReconciliationRuns(db, range, 10)
  await selectDiscrepancies(db, range, 10)
}
