import { DeliveryStatus } from '@apple/app-store-server-library'

import type { Deadline } from '../../platform/retry.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { TimeWindow } from '../contract/history.ts'
import type { StoreEnvironment, StoreActionResult } from '../contract/sale.ts'
import { notificationHistorySchema, refundHistorySchema, transactionIdPattern } from './api-types.ts'
import { createAppStoreTransport } from './transport.ts'
import type { AppleResult, AppStoreTransport, AppStoreTransportOptions, Unauthorized } from './transport.ts'
import type { RefundRequest, TransactionReference } from './sale-reference.ts'

export type TransactionLookup =
  | { readonly kind: 'found'; readonly signedTransaction: string }
  | { readonly kind: 'notFound' }
  | Unauthorized

/** What the App Store signed, up to 20 pieces of it; `next` asks for those that follow. */
export type SignedPage = { readonly signed: readonly string[]; readonly next: string | null }

export type AppStoreClient = {
  /** Asks the environments in order until one knows the transaction; null when each says that it does not. */
  findTransaction: (
    transactionId: string,
    environments: readonly StoreEnvironment[],
  ) => Promise<string | null>
  /** One environment's own answer, with the same retries. */
  lookUpTransaction: (transactionId: string, environment: StoreEnvironment) => Promise<TransactionLookup>
  finishTransaction: (transaction: TransactionReference) => Promise<StoreActionResult>
  /** Says what became of the item of a customer who asked Apple for a refund, with the customer's consent. */
  sendConsumptionInfo: (request: RefundRequest, delivered: boolean) => Promise<void>
  /** The notifications of a window, oldest first, whether or not they arrived. */
  getNotificationHistory: (
    window: TimeWindow,
    environment: StoreEnvironment,
    page: string | null,
  ) => Promise<SignedPage>
  /** Every transaction for which the buyer of this one got money back. */
  getRefundHistory: (transaction: TransactionReference, page: string | null) => Promise<SignedPage>
}

const maxBodyBytes = 256 * 1024
/** For twenty pieces, each of which may be as large as one that is taken by itself. */
const maxPageBytes = 20 * maxBodyBytes

/** "There is no such transaction": of this id, of this account, and for an id that is none. */
const notFoundCodes: ReadonlySet<number> = new Set([4040010, 4040001, 4000006])
/** Besides, what no App Store will ever do: not for this type of product, this kind of id, a family's copy. */
const permanentErrorCodes: ReadonlySet<number> = new Set([...notFoundCodes, 4000047, 4000048, 4000185])
/** A window or a page that the notification history does not have: too old, backwards, expired. */
const invalidHistoryRequestCodes: ReadonlySet<number> = new Set([
  4000012, 4000013, 4000014, 4000015, 4000016, 4000017,
])
const invalidRevisionCode = 4000005

/** @throws StoreUnavailable and StoreMisconfigured from every call */
export function createAppStoreClient(options: AppStoreTransportOptions): AppStoreClient {
  const transport = createAppStoreTransport(options)
  return {
    lookUpTransaction: (transactionId, environment) =>
      lookUpTransaction(transport, transactionId, environment, transport.startDeadline()),
    findTransaction: (transactionId, environments) => findTransaction(transport, transactionId, environments),
    finishTransaction: (transaction) => finishTransaction(transport, transaction),
    sendConsumptionInfo: (request, delivered) => sendConsumptionInfo(transport, request, delivered),
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
  // The library puts ids into the path as they are.
  if (!transactionIdPattern.test(transactionId)) return { kind: 'notFound' }
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: notFoundCodes,
      maxBodyBytes,
      run: async (api) => {
        const { signedTransactionInfo } = await api.getTransactionInfo(transactionId)
        if (signedTransactionInfo !== undefined) return signedTransactionInfo
        throw new StoreUnavailableError('The App Store answered without a transaction')
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
    const answer = await lookUpTransaction(transport, transactionId, environment, deadline)
    if (answer.kind === 'found') return answer.signedTransaction
    if (answer.kind === 'unauthorized') unauthorized.push(environment)
  }
  // "Not found" in one environment says nothing about a sale in another that refused to answer.
  if (unauthorized.length > 0) throw apiKeyRejected(unauthorized)
  return null
}

async function finishTransaction(
  transport: AppStoreTransport,
  { transactionId, environment }: TransactionReference,
): Promise<StoreActionResult> {
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: permanentErrorCodes,
      maxBodyBytes,
      run: (api) => api.finishTransaction(transactionId),
    },
    transport.startDeadline(),
  )
  const answer = assertAuthorized(result, environment)
  if (answer.kind === 'ok') return { kind: 'done' }
  const reason = notFoundCodes.has(answer.errorCode)
    ? 'The App Store has no such transaction for this app.'
    : `The App Store finishes no transaction of this kind (${answer.errorCode}).`
  return { kind: 'rejected', reason }
}

async function sendConsumptionInfo(
  transport: AppStoreTransport,
  { transactionId, environment, autoRenewable }: RefundRequest,
  delivered: boolean,
): Promise<void> {
  const { DELIVERED, UNDELIVERED_OTHER } = DeliveryStatus
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: permanentErrorCodes,
      maxBodyBytes,
      run: (api) =>
        api.sendConsumptionInformation(transactionId, {
          customerConsented: true,
          sampleContentProvided: false,
          deliveryStatus: delivered ? DELIVERED : UNDELIVERED_OTHER,
          // Apple demands the 0 for what was not delivered, and refuses the field for auto-renewable subscriptions.
          ...(delivered || autoRenewable ? {} : { consumptionPercentage: 0 }),
        }),
    },
    transport.startDeadline(),
  )
  // A transaction that the App Store takes no such answer for is none that it waits for.
  assertAuthorized(result, environment)
}

async function getNotificationHistory(
  transport: AppStoreTransport,
  { from, to }: TimeWindow,
  environment: StoreEnvironment,
  page: string | null,
): Promise<SignedPage> {
  const request = { startDate: from.getTime(), endDate: to.getTime() }
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: invalidHistoryRequestCodes,
      maxBodyBytes: maxPageBytes,
      run: async (api) => notificationHistorySchema.parse(await api.getNotificationHistory(page, request)),
    },
    transport.startDeadline(),
  )
  const answer = assertAuthorized(result, environment)
  if (answer.kind === 'rejected') throw pageUnavailable('notification history', answer.errorCode)
  const { notificationHistory, hasMore, paginationToken } = answer.value
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
  const result = await transport.send(
    {
      environment,
      expectedErrorCodes: new Set([...notFoundCodes, invalidRevisionCode]),
      maxBodyBytes: maxPageBytes,
      run: async (api) => refundHistorySchema.parse(await api.getRefundHistory(transactionId, page)),
    },
    transport.startDeadline(),
  )
  const answer = assertAuthorized(result, environment)
  if (answer.kind === 'ok') {
    const { signedTransactions, hasMore, revision } = answer.value
    return toPage(signedTransactions, hasMore, revision)
  }
  if (answer.errorCode === invalidRevisionCode) throw pageUnavailable('refund history', answer.errorCode)
  return { signed: [], next: null }
}

function toPage(signed: readonly string[], hasMore: boolean, next: string | undefined): SignedPage {
  if (!hasMore) return { signed, next: null }
  if (next !== undefined) return { signed, next }
  throw new StoreUnavailableError('The App Store reported more pages without a pagination token')
}

function assertAuthorized<T>(
  answer: AppleResult<T>,
  environment: StoreEnvironment,
): Exclude<AppleResult<T>, { kind: 'unauthorized' }> {
  if (answer.kind === 'unauthorized') throw apiKeyRejected([environment])
  return answer
}

function apiKeyRejected(environments: readonly StoreEnvironment[]): StoreMisconfiguredError {
  return new StoreMisconfiguredError(`The App Store rejects the API key (${environments.join(', ')})`)
}

function pageUnavailable(list: string, errorCode: number): StoreUnavailableError {
  return new StoreUnavailableError(`The App Store has no such page of its ${list} (${errorCode})`)
}
