import { DeliveryStatus } from '@apple/app-store-server-library'

import type { TimeBudget } from '../../platform/retry.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import type { TimeWindow } from '../list-contract.ts'
import type { Environment, StoreActOutcome } from '../sale-contract.ts'
import { notificationHistorySchema, refundHistorySchema, transactionIdPattern } from './api-types.ts'
import { createAppleTransport } from './apple-transport.ts'
import type { AppleAnswer, AppleTransport, AppleTransportOptions, Unauthorized } from './apple-transport.ts'
import type { RefundRequest, TransactionReference } from './transaction-reference.ts'

export type LookUp =
  | { readonly kind: 'found'; readonly signedTransaction: string }
  | { readonly kind: 'notFound' }
  | Unauthorized

/** What the App Store signed, up to 20 pieces of it; `next` asks for those that follow. */
export type SignedPage = { readonly signed: readonly string[]; readonly next: string | null }

export type AppStoreClient = {
  /** Asks the environments in order until one knows the transaction; null when each says that it does not. */
  findTransaction: (transactionId: string, environments: readonly Environment[]) => Promise<string | null>
  /** One environment's own answer, with the same retries. */
  lookUp: (transactionId: string, environment: Environment) => Promise<LookUp>
  finish: (transaction: TransactionReference) => Promise<StoreActOutcome>
  /** Says what became of the item of a customer who asked Apple for a refund, with the customer's consent. */
  sendConsumption: (request: RefundRequest, delivered: boolean) => Promise<void>
  /** The notifications of a window, oldest first, whether or not they arrived. */
  notificationHistory: (
    window: TimeWindow,
    environment: Environment,
    page: string | null,
  ) => Promise<SignedPage>
  /** Every transaction for which the buyer of this one got money back. */
  refundHistory: (transaction: TransactionReference, page: string | null) => Promise<SignedPage>
}

const maxBodyBytes = 256 * 1024
/** For twenty pieces, each of which may be as large as one that is taken by itself. */
const maxPageBytes = 20 * maxBodyBytes

/** "There is no such transaction": of this id, of this account, and for an id that is none. */
const notFoundCodes: ReadonlySet<number> = new Set([4040010, 4040001, 4000006])
/** Besides, what no App Store will ever do: not for this type of product, this kind of id, a family's copy. */
const notPossibleCodes: ReadonlySet<number> = new Set([...notFoundCodes, 4000047, 4000048, 4000185])
/** A window or a page that the notification history does not have: too old, backwards, expired. */
const badHistoryCodes: ReadonlySet<number> = new Set([4000012, 4000013, 4000014, 4000015, 4000016, 4000017])
const badRevisionCode = 4000005

/** @throws StoreUnavailable and StoreMisconfigured from every call */
export function createAppStoreClient(options: AppleTransportOptions): AppStoreClient {
  const transport = createAppleTransport(options)
  return {
    lookUp: (transactionId, environment) =>
      lookUp(transport, transactionId, environment, transport.startBudget()),
    findTransaction: (transactionId, environments) => findTransaction(transport, transactionId, environments),
    finish: (transaction) => finish(transport, transaction),
    sendConsumption: (request, delivered) => sendConsumption(transport, request, delivered),
    notificationHistory: (window, environment, page) =>
      readNotificationHistory(transport, window, environment, page),
    refundHistory: (transaction, page) => readRefundHistory(transport, transaction, page),
  }
}

async function lookUp(
  transport: AppleTransport,
  transactionId: string,
  environment: Environment,
  budget: TimeBudget,
): Promise<LookUp> {
  // The library puts ids into the path as they are.
  if (!transactionIdPattern.test(transactionId)) return { kind: 'notFound' }
  const asked = await transport.ask(
    {
      environment,
      refusals: notFoundCodes,
      maxBodyBytes,
      run: async (api) => {
        const { signedTransactionInfo } = await api.getTransactionInfo(transactionId)
        if (signedTransactionInfo !== undefined) return signedTransactionInfo
        throw new StoreUnavailable('The App Store answered without a transaction')
      },
    },
    budget,
  )
  if (asked.kind === 'answered') return { kind: 'found', signedTransaction: asked.answer }
  return asked.kind === 'refused' ? { kind: 'notFound' } : asked
}

async function findTransaction(
  transport: AppleTransport,
  transactionId: string,
  environments: readonly Environment[],
): Promise<string | null> {
  const budget = transport.startBudget()
  const refusing: Environment[] = []
  for (const environment of environments) {
    const answer = await lookUp(transport, transactionId, environment, budget)
    if (answer.kind === 'found') return answer.signedTransaction
    if (answer.kind === 'unauthorized') refusing.push(environment)
  }
  // "Not found" in one environment says nothing about a sale in another that refused to answer.
  if (refusing.length > 0) throw keyRefused(refusing)
  return null
}

async function finish(
  transport: AppleTransport,
  { transactionId, environment }: TransactionReference,
): Promise<StoreActOutcome> {
  const asked = await transport.ask(
    {
      environment,
      refusals: notPossibleCodes,
      maxBodyBytes,
      run: (api) => api.finishTransaction(transactionId),
    },
    transport.startBudget(),
  )
  const answer = permitted(asked, environment)
  if (answer.kind === 'answered') return { kind: 'done' }
  const reason = notFoundCodes.has(answer.errorCode)
    ? 'The App Store knows no such transaction of this app.'
    : `The App Store finishes no transaction of this kind (${answer.errorCode}).`
  return { kind: 'impossible', reason }
}

async function sendConsumption(
  transport: AppleTransport,
  { transactionId, environment, autoRenewable }: RefundRequest,
  delivered: boolean,
): Promise<void> {
  const { DELIVERED, UNDELIVERED_OTHER } = DeliveryStatus
  const asked = await transport.ask(
    {
      environment,
      refusals: notPossibleCodes,
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
    transport.startBudget(),
  )
  // A transaction that the App Store takes no such answer for is none that it waits for.
  permitted(asked, environment)
}

async function readNotificationHistory(
  transport: AppleTransport,
  { from, to }: TimeWindow,
  environment: Environment,
  page: string | null,
): Promise<SignedPage> {
  const request = { startDate: from.getTime(), endDate: to.getTime() }
  const asked = await transport.ask(
    {
      environment,
      refusals: badHistoryCodes,
      maxBodyBytes: maxPageBytes,
      run: async (api) => notificationHistorySchema.parse(await api.getNotificationHistory(page, request)),
    },
    transport.startBudget(),
  )
  const answer = permitted(asked, environment)
  if (answer.kind === 'refused') throw pageRefused('notification history', answer.errorCode)
  const { notificationHistory, hasMore, paginationToken } = answer.answer
  return toPage(
    notificationHistory.map(({ signedPayload }) => signedPayload),
    hasMore,
    paginationToken,
  )
}

async function readRefundHistory(
  transport: AppleTransport,
  { transactionId, environment }: TransactionReference,
  page: string | null,
): Promise<SignedPage> {
  const asked = await transport.ask(
    {
      environment,
      refusals: new Set([...notFoundCodes, badRevisionCode]),
      maxBodyBytes: maxPageBytes,
      run: async (api) => refundHistorySchema.parse(await api.getRefundHistory(transactionId, page)),
    },
    transport.startBudget(),
  )
  const answer = permitted(asked, environment)
  if (answer.kind === 'answered') {
    const { signedTransactions, hasMore, revision } = answer.answer
    return toPage(signedTransactions, hasMore, revision)
  }
  if (answer.errorCode === badRevisionCode) throw pageRefused('refund history', answer.errorCode)
  return { signed: [], next: null }
}

function toPage(signed: readonly string[], hasMore: boolean, next: string | undefined): SignedPage {
  if (!hasMore) return { signed, next: null }
  if (next !== undefined) return { signed, next }
  throw new StoreUnavailable('The App Store says that a list goes on, but not where')
}

function permitted<T>(
  answer: AppleAnswer<T>,
  environment: Environment,
): Exclude<AppleAnswer<T>, { kind: 'unauthorized' }> {
  if (answer.kind === 'unauthorized') throw keyRefused([environment])
  return answer
}

function keyRefused(environments: readonly Environment[]): StoreMisconfigured {
  return new StoreMisconfigured(`The App Store refuses the API key (${environments.join(', ')})`)
}

function pageRefused(list: string, errorCode: number): StoreUnavailable {
  return new StoreUnavailable(`The App Store has no such page of its ${list} (${errorCode})`)
}
