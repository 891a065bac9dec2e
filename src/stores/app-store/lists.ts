import { z } from 'zod'

import { StoreUnavailable } from '../contract.ts'
import type { PushedMessage, RefundedSale, StoreLists, StorePage, TimeWindow } from '../list-contract.ts'
import type { Environment } from '../sale-contract.ts'
import type { AppStoreClient } from './client.ts'
import { isFullRefund } from './mapper.ts'
import { readNotification } from './notification.ts'
import type { NotificationReaderParts } from './notification.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { readReference, toSaleReference } from './transaction-reference.ts'

export type AppStoreListsParts = NotificationReaderParts & {
  readonly client: AppStoreClient | null
  readonly historyMs: Readonly<Record<Environment, number>>
}

export function createAppStoreLists(parts: AppStoreListsParts): StoreLists {
  const { client, settings, historyMs } = parts
  // One window serves all environments, so it reaches no further back than the shortest history.
  const lookbackMs = Math.min(...settings.environments.map((environment) => historyMs[environment]))
  if (client === null) return { lookbackMs }
  return {
    lookbackMs,
    messages: (window, page) => listMessages(parts, client, window, page),
    refundsOfBuyer: (details, page) => listRefunds(parts, client, details, page),
  }
}

const placeSchema = z.object({ environment: z.enum(['PRODUCTION', 'SANDBOX']), token: z.string().nullable() })

/** Where a walk through the histories of all environments has come to. */
type Place = z.infer<typeof placeSchema>

/** One environment's history after the other's. */
async function listMessages(
  parts: AppStoreListsParts,
  client: AppStoreClient,
  window: TimeWindow,
  page: string | null,
): Promise<StorePage<PushedMessage>> {
  const environments = [...new Set(parts.settings.environments)]
  const place = page === null ? placeAtStart(environments[0]) : readPlace(page)
  if (place === null) return { entries: [], next: null }
  const { signed, next } = await client.notificationHistory(window, place.environment, place.token)
  const entries: PushedMessage[] = []
  for (const signedPayload of signed) {
    const body = JSON.stringify({ signedPayload })
    const outcome = await readNotification(parts, body)
    // What would not be taken when it is pushed is not taken from here either.
    if (outcome.kind === 'authentic') entries.push({ body, notification: outcome.notification })
  }
  const following = environments[environments.indexOf(place.environment) + 1]
  const nextPlace = next === null ? placeAtStart(following) : { ...place, token: next }
  return { entries, next: nextPlace === null ? null : JSON.stringify(nextPlace) }
}

function placeAtStart(environment: Environment | undefined): Place | null {
  return environment === undefined ? null : { environment, token: null }
}

function readPlace(page: string): Place {
  try {
    return placeSchema.parse(JSON.parse(page))
  } catch (error) {
    throw new Error('The page of the App Store history cannot be read', { cause: error })
  }
}

async function listRefunds(
  { verifier, settings }: AppStoreListsParts,
  client: AppStoreClient,
  details: string,
  page: string | null,
): Promise<StorePage<RefundedSale>> {
  const { signed, next } = await client.refundHistory(readReference(details), page)
  const entries: RefundedSale[] = []
  for (const jws of signed) {
    const read = await verifySignedTransaction(verifier, jws, settings.bundleId)
    // To leave it out would hide a refund.
    if (!read.ok) throw new StoreUnavailable(`The App Store's answer does not verify: ${read.reason}`)
    const { transaction } = read
    const storeTransactionId = transaction.transactionId
    entries.push({ ...toSaleReference(transaction), storeTransactionId, full: isFullRefund(transaction) })
  }
  return { entries, next }
}
