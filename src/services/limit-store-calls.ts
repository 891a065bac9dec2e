import { createBulkhead, type Bulkhead } from '../platform/bulkhead.ts'
import { StoreUnavailableError, type StoreAdapter } from '../stores/contract/store-adapter.ts'
import { runSubscriptionCalls } from './subscription-calls.ts'
import type { Admission } from './admission.ts'

type Limit = { readonly maxRunning: number; readonly maxQueued: number; readonly maxWaitMs: number }

/** Callers wait for verifications, so they are refused early. */
const verificationLimit: Limit = { maxRunning: 64, maxQueued: 64, maxWaitMs: 1_000 }
/** Acknowledgements, refunds and the like are mostly called by jobs, which come back; verifications do not delay them. */
const otherLimit: Limit = { maxRunning: 16, maxQueued: 200, maxWaitMs: 5_000 }
const retryAfterMs = 1_000

/**
 * Limits the calls to one app of a store that run at a time. Each connection has limits of its own, so a slow store delays neither
 * another store nor another AppKey.
 */
export function limitStoreCalls(adapter: StoreAdapter): StoreAdapter {
  const verifications = createStoreBulkhead(verificationLimit)
  const run = createStoreBulkhead(otherLimit)
  const { findSales, refundReviews, history } = adapter
  const { listRefunds, listSubscriptionRefunds, listNotifications, listCustomerRefunds } = history
  return {
    ...adapter,
    verifyReceipt: (receipt) => verifications(() => adapter.verifyReceipt(receipt)),
    readSale: (details) => run(() => adapter.readSale(details)),
    findSales: findSales && ((query) => run(() => findSales(query))),
    acknowledge: (sale) => run(() => adapter.acknowledge(sale)),
    refund: (sale) => run(() => adapter.refund(sale)),
    refundReviews:
      refundReviews === null
        ? null
        : {
            ...refundReviews,
            readRequest: (request) => run(() => refundReviews.readRequest(request)),
            answerRefundReview: (request, response) =>
              run(() => refundReviews.answerRefundReview(request, response)),
          },
    subscriptions: runSubscriptionCalls(adapter.subscriptions, run),
    history: {
      ...history,
      ...(listRefunds && { listRefunds: (window, page) => run(() => listRefunds(window, page)) }),
      ...(listSubscriptionRefunds && {
        listSubscriptionRefunds: (window, page) => run(() => listSubscriptionRefunds(window, page)),
      }),
      ...(listNotifications && {
        listNotifications: (window, page) => run(() => listNotifications(window, page)),
      }),
      ...(listCustomerRefunds && {
        listCustomerRefunds: (details, page) => run(() => listCustomerRefunds(details, page)),
      }),
    },
  }
}

function createStoreBulkhead(limit: Limit): Bulkhead {
  return createBulkhead({
    ...limit,
    createError: () => new StoreUnavailableError('too many calls wait for the store', { retryAfterMs }),
  })
}

/** Requests that wait for the store do not count among those that the process works on. */
export function countWaitingForStore(
  adapter: StoreAdapter,
  { wait }: Pick<Admission, 'wait'>,
  appId: string,
): StoreAdapter {
  const { findSales } = adapter
  return {
    ...adapter,
    findSales: findSales && ((query) => wait(appId, () => findSales(query))),
    verifyReceipt: (receipt) => wait(appId, () => adapter.verifyReceipt(receipt)),
    readSale: (details) => wait(appId, () => adapter.readSale(details)),
    refund: (sale) => wait(appId, () => adapter.refund(sale)),
    subscriptions: runSubscriptionCalls(adapter.subscriptions, (call) => wait(appId, call)),
    checkConnection: () => wait(appId, () => adapter.checkConnection()),
  }
}
