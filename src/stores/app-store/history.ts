import { z } from 'zod'

import type {
  HistoricalNotification,
  RefundedSale,
  StoreHistory,
  StorePage,
  TimeWindow,
} from '../contract/history.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { storeEnvironmentSchema } from '../shared/schemas.ts'
import type { AppStoreClient } from './client.ts'
import { isFullRefund } from './mapper.ts'
import { readNotification } from './notification.ts'
import type { NotificationReaderOptions } from './notification.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'
import { verifySignedTransaction } from './signed-transaction.ts'

export type AppStoreHistoryOptions = NotificationReaderOptions & {
  readonly client: AppStoreClient | null
  readonly historyMs: Readonly<Record<StoreEnvironment, number>>
}

export function createAppStoreHistory(options: AppStoreHistoryOptions): StoreHistory {
  const { client, settings, historyMs } = options
  // All environments are read with the same window, so it is limited to the shortest history.
  const lookbackMs = Math.min(...settings.environments.map((environment) => historyMs[environment]))
  if (client === null) return { lookbackMs }
  return {
    lookbackMs,
    listNotifications: (window, page) => listNotifications(options, client, window, page),
    listCustomerRefunds: (details, page) => listCustomerRefunds(options, client, details, page),
  }
}

const cursorSchema = z.object({
  environment: storeEnvironmentSchema,
  token: z.string().nullable(),
})

/** The position in the histories of all environments. */
type HistoryCursor = z.infer<typeof cursorSchema>

/** Reads the histories of the environments one after the other. */
async function listNotifications(
  options: AppStoreHistoryOptions,
  client: AppStoreClient,
  window: TimeWindow,
  page: string | null,
): Promise<StorePage<HistoricalNotification>> {
  const environments = [...new Set(options.settings.environments)]
  const cursor = page === null ? cursorAtStart(environments[0]) : parseCursor(page)
  if (cursor === null) return { entries: [], next: null }
  const { signed, next } = await client.getNotificationHistory(window, cursor.environment, cursor.token)
  const entries: HistoricalNotification[] = []
  for (const signedPayload of signed) {
    const body = JSON.stringify({ signedPayload })
    const outcome = await readNotification(options, body)
    // The history is held to the same checks as a push.
    if (outcome.kind === 'valid') entries.push({ body, notification: outcome.notification })
  }
  const nextEnvironment = environments[environments.indexOf(cursor.environment) + 1]
  const nextCursor = next === null ? cursorAtStart(nextEnvironment) : { ...cursor, token: next }
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
    const result = await verifySignedTransaction(verifier, jws, settings.bundleId)
    // Skipping the transaction would hide a refund.
    if (!result.ok) {
      throw new StoreUnavailableError(`The App Store's response could not be verified: ${result.reason}`)
    }
    const { transaction } = result
    const storeTransactionId = transaction.transactionId
    entries.push({ ...toSaleReference(transaction), storeTransactionId, full: isFullRefund(transaction) })
  }
  return { entries, next }
}
