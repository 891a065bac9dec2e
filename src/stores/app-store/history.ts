import { z } from 'zod'

import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type {
  HistoricalNotification,
  RefundedSale,
  StoreHistory,
  StorePage,
  TimeWindow,
} from '../contract/history.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { AppStoreClient } from './client.ts'
import { isFullRefund } from './mapper.ts'
import { readNotification } from './notification.ts'
import type { NotificationReaderOptions } from './notification.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'

export type AppStoreHistoryOptions = NotificationReaderOptions & {
  readonly client: AppStoreClient | null
  readonly historyMs: Readonly<Record<StoreEnvironment, number>>
}

export function createAppStoreHistory(parts: AppStoreHistoryOptions): StoreHistory {
  const { client, settings, historyMs } = parts
  // One window serves all environments, so it reaches no further back than the shortest history.
  const lookbackMs = Math.min(...settings.environments.map((environment) => historyMs[environment]))
  if (client === null) return { lookbackMs }
  return {
    lookbackMs,
    listNotifications: (window, page) => listNotifications(parts, client, window, page),
    listCustomerRefunds: (details, page) => listCustomerRefunds(parts, client, details, page),
  }
}

const cursorSchema = z.object({
  environment: z.enum(['PRODUCTION', 'SANDBOX']),
  token: z.string().nullable(),
})

/** Where a walk through the histories of all environments has come to. */
type HistoryCursor = z.infer<typeof cursorSchema>

/** One environment's history after the other's. */
async function listNotifications(
  parts: AppStoreHistoryOptions,
  client: AppStoreClient,
  window: TimeWindow,
  page: string | null,
): Promise<StorePage<HistoricalNotification>> {
  const environments = [...new Set(parts.settings.environments)]
  const cursor = page === null ? cursorAtStart(environments[0]) : parseCursor(page)
  if (cursor === null) return { entries: [], next: null }
  const { signed, next } = await client.getNotificationHistory(window, cursor.environment, cursor.token)
  const entries: HistoricalNotification[] = []
  for (const signedPayload of signed) {
    const body = JSON.stringify({ signedPayload })
    const outcome = await readNotification(parts, body)
    // What would not be taken when it is pushed is not taken from here either.
    if (outcome.kind === 'valid') entries.push({ body, notification: outcome.notification })
  }
  const following = environments[environments.indexOf(cursor.environment) + 1]
  const nextCursor = next === null ? cursorAtStart(following) : { ...cursor, token: next }
  return { entries, next: nextCursor === null ? null : JSON.stringify(nextCursor) }
}

function cursorAtStart(environment: StoreEnvironment | undefined): HistoryCursor | null {
  return environment === undefined ? null : { environment, token: null }
}

function parseCursor(page: string): HistoryCursor {
  try {
    return cursorSchema.parse(JSON.parse(page))
  } catch (error) {
    throw new Error('The page of the App Store history cannot be read', { cause: error })
  }
}

async function listCustomerRefunds(
  { verifier, settings }: AppStoreHistoryOptions,
  client: AppStoreClient,
  details: string,
  page: string | null,
): Promise<StorePage<RefundedSale>> {
  const { signed, next } = await client.getRefundHistory(parseSaleReference(details), page)
  const entries: RefundedSale[] = []
  for (const jws of signed) {
    const read = await verifySignedTransaction(verifier, jws, settings.bundleId)
    // To leave it out would hide a refund.
    if (!read.ok) throw new StoreUnavailableError(`The App Store's answer does not verify: ${read.reason}`)
    const { transaction } = read
    const storeTransactionId = transaction.transactionId
    entries.push({ ...toSaleReference(transaction), storeTransactionId, full: isFullRefund(transaction) })
  }
  return { entries, next }
}
