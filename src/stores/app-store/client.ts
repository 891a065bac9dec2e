import type { ConsumptionRequest } from '@apple/app-store-server-library'

import type { Deadline } from '../../platform/retry.ts'
import type { TimeWindow } from '../contract/history.ts'
import type { StoreActionResult, StoreEnvironment } from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import {
  invalidOrderStatus,
  notificationHistorySchema,
  orderIdPattern,
  orderLookupSchema,
  refundHistorySchema,
  transactionIdPattern,
  transactionInfoSchema,
} from './api-types.ts'
import {
  apiKeyRejected,
  invalidHistoryRequestCodes,
  invalidRevisionCode,
  notFoundCodes,
  pageUnavailable,
  permanentErrorCodes,
} from './errors.ts'
import type { Unauthorized } from './errors.ts'
import { assertAuthorized, maxBodyBytes, maxPageBytes, toPage, type SignedPage } from './responses.ts'
import type { TransactionReference } from './sale-reference.ts'
import { createSubscriptionClient, type AppStoreSubscriptionClient } from './subscription-client.ts'
import { createAppStoreTransport } from './transport.ts'
import type { AppStoreTransport, AppStoreTransportOptions } from './transport.ts'

export type TransactionLookup =
  | { readonly kind: 'found'; readonly signedTransaction: string }
  | { readonly kind: 'notFound' }
  | Unauthorized

export type AppStoreClient = {
  /** Calls the environments in order until one has the transaction; null when none has it. */
  findTransaction: (
    transactionId: string,
    environments: readonly StoreEnvironment[],
  ) => Promise<string | null>
  /** Looks the transaction up in one environment. */
  lookUpTransaction: (transactionId: string, environment: StoreEnvironment) => Promise<TransactionLookup>
  /** The signed transactions of an order of the production environment; empty when it has no such order for this app. */
  lookUpOrder: (orderId: string) => Promise<readonly string[]>
  finishTransaction: (transaction: TransactionReference) => Promise<StoreActionResult>
  /** Sends information about a purchase whose refund the customer requested from Apple. The customer has consented. */
  sendConsumptionInfo: (
    transaction: TransactionReference,
    info: ConsumptionRequest,
  ) => Promise<StoreActionResult>
  /** The notifications of the window, oldest first, delivered or not. */
  getNotificationHistory: (
    window: TimeWindow,
    environment: StoreEnvironment,
    page: string | null,
  ) => Promise<SignedPage>
  readonly subscriptions: AppStoreSubscriptionClient
  /** All refunded transactions of the buyer of this transaction. */
  getRefundHistory: (transaction: TransactionReference, page: string | null) => Promise<SignedPage>
}

/** Every call throws StoreUnavailableError and StoreMisconfiguredError. */
export function createAppStoreClient(options: AppStoreTransportOptions): AppStoreClient {
  const transport = createAppStoreTransport(options)
  return {
    subscriptions: createSubscriptionClient(transport),
    lookUpTransaction: (transactionId, environment) =>
      lookUpTransaction(transport, transactionId, environment, transport.startDeadline()),
    findTransaction: (transactionId, environments) => findTransaction(transport, transactionId, environments),
    lookUpOrder: (orderId) => lookUpOrder(transport, orderId),
    finishTransaction: (transaction) => finishTransaction(transport, transaction),
    sendConsumptionInfo: (transaction, info) => sendConsumptionInfo(transport, transaction, info),
    getNotificationHistory: (window, environment, page) =>
      getNotificationHistory(transport, window, environment, page),
    getRefundHistory: (transaction, page) => getRefundHistory(transport, transaction, page),
  }
}

async function lookUpTransaction(
  transport: AppStoreTransport,
  transactionId: string,
  environment: StoreEnvironment,
  deadline: Deadline,
): Promise<TransactionLookup> {
  // The id becomes a part of the path.
  if (!transactionIdPattern.test(transactionId)) return { kind: 'notFound' }
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: notFoundCodes,
      maxBodyBytes,
      path: `/inApps/v1/transactions/${transactionId}`,
      read: (body) => {
        const found = transactionInfoSchema.safeParse(body)
        if (found.success) return found.data.signedTransactionInfo
        throw new StoreUnavailableError('The App Store returned no transaction')
      },
    },
    deadline,
  )
  if (result.kind === 'ok') return { kind: 'found', signedTransaction: result.value }
  return result.kind === 'rejected' ? { kind: 'notFound' } : result
}

async function findTransaction(
  transport: AppStoreTransport,
  transactionId: string,
  environments: readonly StoreEnvironment[],
): Promise<string | null> {
  const deadline = transport.startDeadline()
  const unauthorized: StoreEnvironment[] = []
  for (const environment of environments) {
    const result = await lookUpTransaction(transport, transactionId, environment, deadline)
    if (result.kind === 'found') return result.signedTransaction
    if (result.kind === 'unauthorized') unauthorized.push(environment)
  }
  // "Not found" in one environment says nothing about a sale in another that rejected the API key.
  if (unauthorized.length > 0) throw apiKeyRejected(unauthorized)
  return null
}

/** Apple's sandbox has no orders. */
async function lookUpOrder(transport: AppStoreTransport, orderId: string): Promise<readonly string[]> {
  // The library does not escape ids in the path.
  if (!orderIdPattern.test(orderId)) return []
  const environment = 'PRODUCTION'
  const response = await transport.send(
    {
      environment,
      expectedErrorCodes: notFoundCodes,
      maxBodyBytes: maxPageBytes,
      run: async (api) => orderLookupSchema.parse(await api.lookUpOrderId(orderId)),
    },
    transport.startDeadline(),
  )
  const result = assertAuthorized(response, environment)
  if (result.kind === 'rejected' || result.value.status === invalidOrderStatus) return []
  return result.value.signedTransactions
}

async function finishTransaction(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
): Promise<StoreActionResult> {
  const response = await transport.send(
    {
      environment,
      expectedErrorCodes: permanentErrorCodes,
      maxBodyBytes,
      run: (api) => api.finishTransaction(transactionId),
    },
    transport.startDeadline(),
  )
  const result = assertAuthorized(response, environment)
  if (result.kind === 'ok') return { kind: 'done' }
  const reason = notFoundCodes.has(result.errorCode)
    ? 'The App Store has no such transaction for this app.'
    : `The App Store finishes no transaction of this kind (${result.errorCode}).`
  return { kind: 'rejected', reason }
}

async function sendConsumptionInfo(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
  info: ConsumptionRequest,
): Promise<StoreActionResult> {
  const response = await transport.send(
    {
      environment,
      expectedErrorCodes: permanentErrorCodes,
      maxBodyBytes,
      run: (api) => api.sendConsumptionInformation(transactionId, info),
    },
    transport.startDeadline(),
  )
  const result = assertAuthorized(response, environment)
  if (result.kind === 'ok') return { kind: 'done' }
  const reason = `The App Store expects no information about this transaction (${result.errorCode}).`
  return { kind: 'rejected', reason }
}

async function getNotificationHistory(
  transport: AppStoreTransport,
  { from, to }: TimeWindow,
  environment: StoreEnvironment,
  page: string | null,
): Promise<SignedPage> {
  const request = { startDate: from.getTime(), endDate: to.getTime() }
  const response = await transport.send(
    {
      environment,
      expectedErrorCodes: invalidHistoryRequestCodes,
      maxBodyBytes: maxPageBytes,
      run: async (api) => notificationHistorySchema.parse(await api.getNotificationHistory(page, request)),
    },
    transport.startDeadline(),
  )
  const result = assertAuthorized(response, environment)
  if (result.kind === 'rejected') throw pageUnavailable('notification history', result.errorCode)
  const { notificationHistory, hasMore, paginationToken } = result.value
  return toPage(
    notificationHistory.map(({ signedPayload }) => signedPayload),
    hasMore,
    paginationToken,
  )
}

async function getRefundHistory(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
  page: string | null,
): Promise<SignedPage> {
  const response = await transport.send(
    {
      environment,
      expectedErrorCodes: new Set([...notFoundCodes, invalidRevisionCode]),
      maxBodyBytes: maxPageBytes,
      run: async (api) => refundHistorySchema.parse(await api.getRefundHistory(transactionId, page)),
    },
    transport.startDeadline(),
  )
  const result = assertAuthorized(response, environment)
  if (result.kind === 'ok') {
    const { signedTransactions, hasMore, revision } = result.value
    return toPage(signedTransactions, hasMore, revision)
  }
  if (result.errorCode === invalidRevisionCode) throw pageUnavailable('refund history', result.errorCode)
  return { signed: [], next: null }
}
