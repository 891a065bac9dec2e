import type { StoreActionResult } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreSubscriptions, SubscriptionReadOutcome } from '../contract/subscription.ts'
import { transactionIdPattern, type AppleTransaction } from './api-types.ts'
import type { AppStoreClient } from './client.ts'
import type { AppStoreSettings } from './connection.ts'
import { readRenewalInfo } from './renewal-info.ts'
import { parseSaleReference, toSubscriptionReference, type TransactionReference } from './sale-reference.ts'
import type { SignedDataVerifier } from './signed-data.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { toSubscriptionSnapshot } from './subscription-mapper.ts'

export type AppStoreSubscriptionOptions = {
  readonly client: AppStoreClient
  readonly verifier: SignedDataVerifier
  readonly settings: AppStoreSettings
}

const dayMs = 24 * 60 * 60_000
const maxExtensionDays = 90
/** Twenty transactions a page: a weekly subscription of 19 years. */
const maxHistoryPages = 50
const maxRawLength = 256 * 1024
const managementUrl = 'https://apps.apple.com/account/subscriptions'

export function createAppStoreSubscriptions(options: AppStoreSubscriptionOptions): StoreSubscriptions {
  const { client, settings } = options
  return {
    readSubscription: (details, { knownPeriodIds } = { knownPeriodIds: [] }) =>
      readSubscription(options, parseSaleReference(details), new Set(knownPeriodIds)),
    acknowledgeSubscription: async ({ details }) =>
      settings.finishTransactions
        ? await client.finishTransaction(parseSaleReference(details))
        : { kind: 'done' },
    // Only the customer can cancel, and only Apple refunds.
    cancelSubscription: null,
    revokeSubscription: null,
    extendSubscription: ({ details, byMs, requestId }) => extend(client, details, byMs, requestId),
    setAccountToken: ({ details, accountToken }) =>
      client.subscriptions.setAccountToken(parseSaleReference(details), accountToken),
    managementUrl: () => managementUrl,
    toReference: ({ key, environment }) =>
      transactionIdPattern.test(key)
        ? toSubscriptionReference({
            transactionId: key,
            environment: environment === 'SANDBOX' ? 'Sandbox' : 'Production',
          })
        : null,
    // Apple tries to charge for 60 days, and for 90 in a commitment.
    answersAfterEndMs: 90 * dayMs,
    maxUnreadMs: null,
    hiddenRetryMs: 0,
  }
}

async function extend(
  client: AppStoreClient,
  details: string,
  byMs: number,
  requestId: string,
): Promise<StoreActionResult> {
  const days = byMs / dayMs
  if (!Number.isInteger(days) || days < 1 || days > maxExtensionDays) {
    return { kind: 'rejected', reason: `The App Store extends by 1 to ${maxExtensionDays} whole days.` }
  }
  return await client.subscriptions.extend(parseSaleReference(details), days, requestId)
}

async function readSubscription(
  options: AppStoreSubscriptionOptions,
  subscription: TransactionReference,
  knownIds: ReadonlySet<string>,
): Promise<SubscriptionReadOutcome> {
  const { client, verifier } = options
  const entries = await client.subscriptions.getStatuses(subscription)
  const entry = entries?.find(
    ({ originalTransactionId }) => originalTransactionId === subscription.transactionId,
  )
  if (entry === undefined) {
    return { kind: 'unknown', reason: 'The App Store has no such subscription for this app.' }
  }
  const { status, signedTransactionInfo, signedRenewalInfo } = entry
  const transaction = await verifyTransaction(options, signedTransactionInfo)
  if (!isPeriodOf(subscription, transaction)) {
    throw new StoreUnavailableError('The App Store returned the transaction of another subscription')
  }
  const renewal = await readRenewalInfo(verifier, signedRenewalInfo, transaction)
  const groupId = transaction.subscriptionGroupIdentifier ?? null
  const history = await readHistory(options, subscription, groupId, knownIds)
  const raw = toRaw({ status, signedTransactionInfo, signedRenewalInfo }, history, knownIds)
  const snapshot = toSubscriptionSnapshot({
    status,
    transaction,
    renewal,
    history: history.map((each) => each.transaction),
    raw,
  })
  return { kind: 'found', snapshot }
}

type SignedTransaction = { readonly jws: string; readonly transaction: AppleTransaction }

/**
 * Reads the transactions of the subscription, those that changed last first. What is older than a page on which nothing is new or
 * refunded has not changed since the periods were recorded.
 */
async function readHistory(
  options: AppStoreSubscriptionOptions,
  subscription: TransactionReference,
  groupId: string | null,
  knownIds: ReadonlySet<string>,
): Promise<SignedTransaction[]> {
  const found: SignedTransaction[] = []
  let page: string | null = null
  for (let count = 0; count < maxHistoryPages; count += 1) {
    const { signed, next } = await options.client.subscriptions.getHistory(subscription, groupId, page)
    const transactions = await Promise.all(
      signed.map(async (jws) => ({ jws, transaction: await verifyTransaction(options, jws) })),
    )
    const periods = transactions.filter(({ transaction }) => isPeriodOf(subscription, transaction))
    found.push(...periods)
    const hasNews = periods.some(({ transaction }) => isNews(transaction, knownIds))
    if (next === null || (periods.length > 0 && !hasNews)) break
    page = next
  }
  return found
}

function isNews({ transactionId, revocationDate }: AppleTransaction, knownIds: ReadonlySet<string>): boolean {
  return !knownIds.has(transactionId) || revocationDate !== null
}

/** The history contains all subscriptions of the buyer in the group. */
function isPeriodOf(
  subscription: TransactionReference,
  { transactionId, originalTransactionId = transactionId }: AppleTransaction,
): boolean {
  return originalTransactionId === subscription.transactionId
}

/** @throws StoreUnavailableError if it cannot be verified: leaving it out would hide a period */
async function verifyTransaction(
  { verifier, settings }: AppStoreSubscriptionOptions,
  jws: string,
): Promise<AppleTransaction> {
  const result = await verifySignedTransaction(verifier, jws, settings.bundleId)
  if (result.ok) return result.transaction
  throw new StoreUnavailableError(`The App Store's response could not be verified: ${result.reason}`)
}

/** The signed texts as evidence: the current statement, and as many of the new transactions as there is room for. */
function toRaw(entry: object, history: readonly SignedTransaction[], knownIds: ReadonlySet<string>): string {
  const signedTransactions: string[] = []
  let length = JSON.stringify({ ...entry, signedTransactions }).length
  for (const { jws, transaction } of history) {
    if (!isNews(transaction, knownIds)) continue
    length += jws.length + 3
    if (length > maxRawLength) break
    signedTransactions.push(jws)
  }
  return JSON.stringify({ ...entry, signedTransactions })
}
