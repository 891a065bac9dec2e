import { z } from 'zod'

import { omitNullish } from '../../platform/zod-input.ts'
import { toCheckResult, type ConnectionCheckResult } from '../contract/connection-check.ts'
import type { SaleQuery } from '../contract/sale-search.ts'
import type { SaleState, StoreActionResult, StoreEnvironment, VerifyOutcome } from '../contract/sale.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { checkCertificates } from '../shared/check-steps.ts'
import { rejectEnvironment, rejectReceipt, type RejectedReceipt } from '../shared/receipt.ts'
import { storeEnvironments, transactionIdPattern } from './api-types.ts'
import type { AppleTransaction } from './api-types.ts'
import type { AppStoreClient } from './client.ts'
import { describeUnsignedReceipt, extractTransactionId } from './app-receipt.ts'
import { checkAppStoreConnection } from './check-connection.ts'
import { createAppStoreHistory } from './history.ts'
import type { AppStoreHistoryOptions } from './history.ts'
import { isAutoRenewable, toSaleState } from './mapper.ts'
import { readNotification } from './notification.ts'
import { createAppStoreRefundReviews } from './refund-reviews.ts'
import { parseSaleReference, toSubscriptionReference } from './sale-reference.ts'
import { verifySignedTransaction } from './signed-transaction.ts'
import { createAppStoreSubscriptions } from './subscriptions.ts'

/** `client` is null when the connection has no API key: then only texts that the App Store signed are accepted. */
export type AppStoreAdapterOptions = AppStoreHistoryOptions & { readonly now?: () => number }

const receiptSchema = z.union([
  z.strictObject({ signedTransaction: z.string() }),
  z.strictObject({ transactionId: z.string() }),
  z.strictObject({ appReceipt: z.string() }),
])

/** A transaction whose signature was verified, with the JWS that contained it. */
type VerifiedTransaction = {
  readonly kind: 'valid'
  readonly apple: AppleTransaction
  readonly jws: string
}

export function createAppStoreAdapter(options: AppStoreAdapterOptions): StoreAdapter {
  const { client, settings } = options
  return {
    traits: {
      sandboxOnly: false,
      needsAcknowledgement: client !== null && settings.finishTransactions,
      reportsAcknowledgement: false,
    },
    verifyReceipt: (receipt) => verifyReceipt(options, receipt),
    readSale: (details) => readSale(options, details),
    findSales: client === null ? null : (query) => findSales(options, client, query),
    acknowledge: async ({ details }) =>
      client === null || !settings.finishTransactions
        ? { kind: 'done' }
        : await client.finishTransaction(parseSaleReference(details)),
    refund: () => Promise.resolve(refundNotSupported),
    readNotification: ({ body }) => readNotification(options, body),
    refundReviews: client === null ? null : createAppStoreRefundReviews(client),
    subscriptions: client === null ? null : createAppStoreSubscriptions({ ...options, client }),
    history: createAppStoreHistory(options),
    checkConnection: () => checkConnection(options),
    close: () => Promise.resolve(),
  }
}

async function checkConnection({
  client,
  settings,
  now = Date.now,
}: AppStoreAdapterOptions): Promise<ConnectionCheckResult> {
  const { steps } = await checkAppStoreConnection(client, settings.environments)
  const certificates = (settings.rootCertificates ?? []).map((base64) => Buffer.from(base64, 'base64'))
  const notifications = { part: 'NOTIFICATIONS', environment: null, code: 'OK', message: null } as const
  return toCheckResult([...steps, notifications, ...checkCertificates(certificates, now())])
}

const refundNotSupported: StoreActionResult = {
  kind: 'rejected',
  reason:
    'In the App Store only the customer can request a refund, and Apple decides. Coinslot only reports, at the request ' +
    'of Apple, whether the item was delivered.',
}

async function verifyReceipt(options: AppStoreAdapterOptions, receipt: unknown): Promise<VerifyOutcome> {
  const parsed = receiptSchema.safeParse(omitNullish(receipt))
  if (!parsed.success) {
    const reason = 'Give exactly one of signedTransaction, transactionId and appReceipt.'
    return rejectReceipt('RECEIPT_INVALID', reason)
  }
  const input = parsed.data
  if ('signedTransaction' in input) return await verifySigned(options, input.signedTransaction)
  const id =
    'transactionId' in input
      ? parseTransactionId(input.transactionId)
      : extractTransactionId(input.appReceipt)
  if (!id.ok) return rejectReceipt('RECEIPT_INVALID', `The receipt is invalid: ${id.reason}.`)
  return await verifyByLookup(options, id.transactionId, options.settings.environments, 'NOTHING')
}

/** Only the buyer's device and the App Store can have a signed transaction, so it proves possession. */
async function verifySigned(options: AppStoreAdapterOptions, jws: string): Promise<VerifyOutcome> {
  const wrongKind = describeUnsignedReceipt(jws)
  if (wrongKind !== null) return rejectReceipt('RECEIPT_INVALID', `The receipt is invalid: ${wrongKind}.`)
  const verified = await verifyTransaction(options, jws)
  if (verified.kind === 'rejected') return verified
  const { apple } = verified
  const { client, settings, now = Date.now } = options
  const environment = storeEnvironments[apple.environment]
  const rejected = rejectEnvironment(environment, settings.environments)
  if (rejected !== null) return rejected
  if (isAutoRenewable(apple)) return toSubscriptionOutcome(apple, 'POSSESSION')
  const signed = toSaleState(apple, jws, 'POSSESSION')
  const isFresh = apple.signedDate !== undefined && now() - apple.signedDate <= settings.maxSignedAgeMs
  if (isFresh || client === null) return signed
  const found = await verifyByLookup(options, apple.transactionId, [environment], 'POSSESSION')
  // The signature proves the sale, even if the App Store does not know it now.
  return found.kind === 'unknown' ? signed : found
}

async function verifyByLookup(
  options: AppStoreAdapterOptions,
  transactionId: string,
  environments: readonly StoreEnvironment[],
  proves: 'POSSESSION' | 'NOTHING',
): Promise<VerifyOutcome> {
  const result = await fetchTransaction(options, transactionId, environments)
  if (result === null) {
    const reason = 'The App Store has no such transaction for this app.'
    return { kind: 'unknown', key: transactionId, lineItem: '', storeProductId: null, proves, reason }
  }
  if (result.kind === 'rejected') return result
  const { apple, jws } = result
  return isAutoRenewable(apple) ? toSubscriptionOutcome(apple, proves) : toSaleState(apple, jws, proves)
}

/** Whether it renews is in no receipt, so the subscription is always read. */
function toSubscriptionOutcome(apple: AppleTransaction, proves: 'POSSESSION' | 'NOTHING'): VerifyOutcome {
  return {
    kind: 'subscription',
    reference: toSubscriptionReference(apple),
    environment: storeEnvironments[apple.environment],
    storeProductId: apple.productId,
    proves,
    snapshot: null,
  }
}

async function readSale(options: AppStoreAdapterOptions, details: string): Promise<SaleState[]> {
  const { transactionId, environment } = parseSaleReference(details)
  const result = await fetchTransaction(options, transactionId, [environment])
  return result === null ? [] : [toFoundState(result)]
}

async function findSales(
  options: AppStoreAdapterOptions,
  client: AppStoreClient,
  query: SaleQuery,
): Promise<SaleState[]> {
  const { environments } = options.settings
  if (query.by === 'TRANSACTION_ID') {
    const found = await fetchTransaction(options, query.id, environments)
    return found === null ? [] : [toFoundState(found)]
  }
  if (query.by !== 'ORDER_ID' || !environments.includes('PRODUCTION')) return []
  const signed = await client.lookUpOrder(query.id)
  return Promise.all(signed.map(async (jws) => toFoundState(await verifyResponse(options, jws))))
}

/** @throws StoreUnavailableError for a transaction of another app: the App Store was asked about this one */
function toFoundState(found: VerifiedTransaction | RejectedReceipt): SaleState {
  if (found.kind === 'rejected') {
    throw new StoreUnavailableError('The App Store returned a transaction of another app')
  }
  return toSaleState(found.apple, found.jws, 'NOTHING')
}

/** @returns null when none of the environments has the transaction */
async function fetchTransaction(
  options: AppStoreAdapterOptions,
  transactionId: string,
  environments: readonly StoreEnvironment[],
): Promise<VerifiedTransaction | RejectedReceipt | null> {
  if (options.client === null) {
    throw new StoreMisconfiguredError(
      'The App Store connection has no API key, which looking up a transaction requires',
    )
  }
  const jws = await options.client.findTransaction(transactionId, environments)
  if (jws === null) return null
  const result = await verifyResponse(options, jws)
  if (result.kind === 'rejected') return result
  const { apple } = result
  if (apple.transactionId !== transactionId || !environments.includes(storeEnvironments[apple.environment])) {
    throw new StoreUnavailableError('The App Store returned another transaction')
  }
  return result
}

/** A response that cannot be verified says nothing about the receipt. */
async function verifyResponse(
  options: AppStoreAdapterOptions,
  jws: string,
): Promise<VerifiedTransaction | RejectedReceipt> {
  const result = await verifyTransaction(options, jws)
  if (result.kind === 'rejected' && result.code === 'RECEIPT_INVALID') {
    throw new StoreUnavailableError(`The App Store's response could not be verified: ${result.reason}`)
  }
  return result
}

async function verifyTransaction(
  { verifier, settings }: AppStoreAdapterOptions,
  jws: string,
): Promise<VerifiedTransaction | RejectedReceipt> {
  const result = await verifySignedTransaction(verifier, jws, settings.bundleId)
  if (!result.ok) return rejectReceipt(result.code, result.reason)
  return { kind: 'valid', apple: result.transaction, jws }
}

function parseTransactionId(text: string): ReturnType<typeof extractTransactionId> {
  return transactionIdPattern.test(text)
    ? { ok: true, transactionId: text }
    : { ok: false, reason: 'a transaction id has 1 to 32 decimal digits' }
}
