import { parseBoundDetails } from '../stores/contract/bound-details.ts'
import {
  toCheckResult,
  type CheckStep,
  type ConnectionCheckResult,
} from '../stores/contract/connection-check.ts'
import type { NotificationOutcome, NotificationRequest } from '../stores/contract/notification.ts'
import type { RefundReviews } from '../stores/contract/refund-review.ts'
import type { FindSales } from '../stores/contract/sale-search.ts'
import type { RejectionCode, VerifyOutcome } from '../stores/contract/sale.ts'
import {
  StoreMisconfiguredError,
  StoreUnavailableError,
  type StoreAdapter,
} from '../stores/contract/store-adapter.ts'
import { combineSubscriptions } from './subscription-calls.ts'

const noApiKey = 'The connection has no API key'

/** One app of a store that an AppKey is connected to. */
export type ConnectedApp = {
  /** The app's id at the store: its bundle id or package name. */
  readonly storeBundleId: string
  /** Bound to the app: `bindConnection`. */
  readonly adapter: StoreAdapter
}

/**
 * One adapter for all apps of a store that an AppKey is connected to. What names a sale remembers its app; receipts and notifications
 * name theirs, or each app is asked.
 * @param apps at least one, the oldest first
 * @param findReceiptApp the app that a receipt claims to be of; null if it does not say
 */
export function combineConnections(
  apps: readonly [ConnectedApp, ...ConnectedApp[]],
  findReceiptApp: (receipt: unknown) => string | null,
): StoreAdapter {
  const find = (details: string) => findAdapter(apps, details)
  const adapters = apps.map(({ adapter }) => adapter)
  return {
    traits: {
      sandboxOnly: adapters.every(({ traits }) => traits.sandboxOnly),
      needsAcknowledgement: adapters.some(({ traits }) => traits.needsAcknowledgement),
      reportsAcknowledgement: adapters.some(({ traits }) => traits.reportsAcknowledgement),
    },
    verifyReceipt: async (receipt) => {
      const storeBundleId = findReceiptApp(receipt)
      const named = apps.find((app) => app.storeBundleId === storeBundleId)
      return verifyWithEach(named === undefined ? adapters : [named.adapter], receipt)
    },
    readSale: async (details) => find(details).readSale(details),
    findSales: combineFindSales(adapters),
    acknowledge: async (sale) => find(sale.details).acknowledge(sale),
    refund: async (sale) => find(sale.details).refund(sale),
    readNotification: (request) => readWithEach(adapters, request),
    refundReviews: adapters.every(({ refundReviews }) => refundReviews === null)
      ? null
      : combineRefundReviews((request) => find(request).refundReviews),
    subscriptions: combineSubscriptions(adapters, find, () => new StoreMisconfiguredError(noApiKey)),
    history: {
      // The lists of a store are read app by app; only the refunds of a buyer are found by a sale.
      lookbackMs: Math.max(...adapters.map(({ history }) => history.lookbackMs)),
      ...(adapters.every(({ history }) => history.listCustomerRefunds === undefined)
        ? {}
        : {
            listCustomerRefunds: async (details, page) =>
              (await find(details).history.listCustomerRefunds?.(details, page)) ?? {
                entries: [],
                next: null,
              },
          }),
    },
    checkConnection: () => checkEach(apps),
    close: async () => {
      await Promise.all(adapters.map((adapter) => adapter.close()))
    },
  }
}

/** Asks the apps one after the other until one has the sale. That one has none says nothing while another cannot be asked. */
function combineFindSales(adapters: readonly StoreAdapter[]): FindSales | null {
  const finders = adapters.map(({ findSales }) => findSales).filter((findSales) => findSales !== null)
  if (finders.length === 0) return null
  return async (query) => {
    const failures: Error[] = []
    for (const findSales of finders) {
      const found = await orStoreError(() => findSales(query))
      if (found instanceof Error) failures.push(found)
      else if (found.length > 0) return found
    }
    if (failures.length > 0) throw selectFailure(failures)
    return []
  }
}

function combineRefundReviews(findReviews: (request: string) => RefundReviews | null): RefundReviews {
  const find = (request: string) => {
    const refundReviews = findReviews(request)
    if (refundReviews === null) throw new StoreMisconfiguredError(noApiKey)
    return refundReviews
  }
  return {
    readRequest: async (request) => find(request).readRequest(request),
    checkResponse: (request, response) => find(request).checkResponse(request, response),
    answerRefundReview: async (request, response) => find(request).answerRefundReview(request, response),
  }
}

/** References of versions that knew one app per store do not name it; the oldest connection is then the one. */
function findAdapter(apps: readonly [ConnectedApp, ...ConnectedApp[]], details: string): StoreAdapter {
  const { storeBundleId } = parseBoundDetails(details)
  if (storeBundleId === null) return apps[0].adapter
  const app = apps.find((each) => each.storeBundleId === storeBundleId)
  if (app !== undefined) return app.adapter
  throw new StoreMisconfiguredError(`The app ${storeBundleId} of the sale is no longer connected`)
}

type NotFoundOutcome = Extract<VerifyOutcome, { kind: 'rejected' | 'unknown' }>

/** How much an outcome tells. Only the app of the purchase knows its item and whether it accepts its environment. */
const [unknownRank, foundRank] = [2, 3]
const rejectionRanks: Readonly<Record<RejectionCode, number>> = {
  RECEIPT_APP_MISMATCH: 0,
  RECEIPT_INVALID: 1,
  RECEIPT_ITEM_MISMATCH: foundRank,
  SUBSCRIPTIONS_NOT_SUPPORTED: foundRank,
  RECEIPT_ENVIRONMENT_REFUSED: foundRank,
}

function rankOutcome(outcome: NotFoundOutcome): number {
  return outcome.kind === 'unknown' ? unknownRank : rejectionRanks[outcome.code]
}

/** Asks the apps one after the other until one knows the purchase. An app that cannot be asked rejects nothing. */
async function verifyWithEach(adapters: readonly StoreAdapter[], receipt: unknown): Promise<VerifyOutcome> {
  let best: NotFoundOutcome | null = null
  const failures: Error[] = []
  for (const adapter of adapters) {
    const outcome = await orStoreError(() => adapter.verifyReceipt(receipt))
    if (outcome instanceof Error) failures.push(outcome)
    else if (outcome.kind !== 'rejected' && outcome.kind !== 'unknown') return outcome
    else if (best === null || rankOutcome(outcome) > rankOutcome(best)) best = outcome
  }
  const isFound = best !== null && rankOutcome(best) === foundRank
  if (best === null || (failures.length > 0 && !isFound)) throw selectFailure(failures)
  return best
}

/** Which rejection tells the most, from the least on. */
const notificationKinds = ['malformed', 'invalid_signature', 'wrong_recipient', 'valid'] as const

async function readWithEach(
  adapters: readonly StoreAdapter[],
  request: NotificationRequest,
): Promise<NotificationOutcome> {
  const rank = ({ kind }: NotificationOutcome) => notificationKinds.indexOf(kind)
  let best: NotificationOutcome | null = null
  const failures: Error[] = []
  for (const adapter of adapters) {
    const outcome = await orStoreError(() => adapter.readNotification(request))
    if (outcome instanceof Error) failures.push(outcome)
    else if (outcome.kind === 'valid') return outcome
    else if (best === null || rank(outcome) > rank(best)) best = outcome
  }
  if (best === null || failures.length > 0) throw selectFailure(failures)
  return best
}

async function checkEach(apps: readonly [ConnectedApp, ...ConnectedApp[]]): Promise<ConnectionCheckResult> {
  if (apps.length === 1) return apps[0].adapter.checkConnection()
  const errors: string[] = []
  const steps: CheckStep[] = []
  for (const { storeBundleId, adapter } of apps) {
    const result = await orStoreError(() => adapter.checkConnection())
    if (result instanceof Error) errors.push(`${storeBundleId}: ${result.message}`)
    else steps.push(...result.steps)
    if (!(result instanceof Error) && !result.ok) errors.push(`${storeBundleId}: ${result.error}`)
  }
  return errors.length === 0 ? toCheckResult(steps) : { ok: false, error: errors.join(' '), steps }
}

async function orStoreError<T>(
  call: () => Promise<T>,
): Promise<T | StoreUnavailableError | StoreMisconfiguredError> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError) return error
    throw error
  }
}

/** An unavailable store may answer later, a wrong connection does not. */
function selectFailure(failures: readonly Error[]): Error {
  const unavailable = failures.find((error) => error instanceof StoreUnavailableError)
  return unavailable ?? failures[0] ?? new Error('no app of the store was asked')
}

/** Stands for a connection that this process cannot use: every call fails with the reason. */
export function createUnusableAdapter(error: StoreMisconfiguredError): StoreAdapter {
  const fail = () => Promise.reject(error)
  return {
    traits: { sandboxOnly: false, needsAcknowledgement: true, reportsAcknowledgement: true },
    verifyReceipt: fail,
    readSale: fail,
    findSales: fail,
    acknowledge: fail,
    refund: fail,
    readNotification: fail,
    refundReviews: { readRequest: fail, checkResponse: () => null, answerRefundReview: fail },
    subscriptions: {
      readSubscription: fail,
      acknowledgeSubscription: fail,
      cancelSubscription: fail,
      extendSubscription: fail,
      revokeSubscription: fail,
      setAccountToken: fail,
      managementUrl: () => null,
      answersAfterEndMs: 0,
      maxUnreadMs: null,
      hiddenRetryMs: 0,
    },
    history: { lookbackMs: 0 },
    checkConnection: fail,
    close: () => Promise.resolve(),
  }
}
