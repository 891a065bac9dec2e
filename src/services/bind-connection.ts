import { parseBoundDetails } from '../stores/contract/bound-details.ts'
import type { RefundedSale, StoreHistory, StorePage } from '../stores/contract/history.ts'
import type { NotificationOutcome } from '../stores/contract/notification.ts'
import type { RefundReviews } from '../stores/contract/refund-review.ts'
import type { FindSales } from '../stores/contract/sale-search.ts'
import type { SaleReference, SaleState, VerifyOutcome } from '../stores/contract/sale.ts'
import type { StoreAdapter } from '../stores/contract/store-adapter.ts'
import { bindSnapshot, bindSubscriptions } from './subscription-calls.ts'

/** The adapter of one app of a store. The references that it returns remember the app, and it accepts only such references. */
export function bindConnection(storeBundleId: string, adapter: StoreAdapter): StoreAdapter {
  const bind = (details: string) => JSON.stringify({ storeBundleId, details })
  const bindReference = <T extends SaleReference>(reference: T): T => ({
    ...reference,
    details: bind(reference.details),
  })
  const bindOutcome = <T extends VerifyOutcome>(outcome: T): T => bindState(outcome, bindReference)
  const unbind = <T extends { readonly details: string }>(sale: T): T => ({
    ...sale,
    details: parseBoundDetails(sale.details).details,
  })
  return {
    ...adapter,
    verifyReceipt: async (receipt) => bindOutcome(await adapter.verifyReceipt(receipt)),
    readSale: async (details) => {
      const states: readonly SaleState[] = await adapter.readSale(parseBoundDetails(details).details)
      return states.map(bindOutcome)
    },
    findSales: adapter.findSales === null ? null : bindFindSales(adapter.findSales, bindOutcome),
    acknowledge: (sale) => adapter.acknowledge(unbind(sale)),
    refund: (sale) => adapter.refund(unbind(sale)),
    readNotification: async (request) =>
      bindNotification(await adapter.readNotification(request), bind, bindReference),
    refundReviews:
      adapter.refundReviews === null ? null : bindRefundReviews(adapter.refundReviews, bindReference),
    subscriptions:
      adapter.subscriptions === null ? null : bindSubscriptions(adapter.subscriptions, bindReference),
    history: bindHistory(adapter.history, bind, bindReference),
  }
}

function bindFindSales(findSales: FindSales, bindState: (state: SaleState) => SaleState): FindSales {
  return async (query) => (await findSales(query)).map(bindState)
}

function bindRefundReviews(refundReviews: RefundReviews, bindReference: BindReference): RefundReviews {
  const unbind = (request: string) => parseBoundDetails(request).details
  return {
    readRequest: async (request) => {
      const { sale, chargebackCost } = await refundReviews.readRequest(unbind(request))
      return { sale: sale === null ? null : bindReference(sale), chargebackCost }
    },
    checkResponse: (request, response) => refundReviews.checkResponse(unbind(request), response),
    answerRefundReview: (request, response) => refundReviews.answerRefundReview(unbind(request), response),
  }
}

type BindReference = <T extends SaleReference>(reference: T) => T
type Bind = (details: string) => string

function bindState<T extends VerifyOutcome>(outcome: T, bindReference: BindReference): T {
  if (outcome.kind === 'rejected' || outcome.kind === 'unknown') return outcome
  if (outcome.kind === 'subscription') {
    const { reference, snapshot } = outcome
    return {
      ...outcome,
      reference: bindReference(reference),
      snapshot: snapshot === null ? null : bindSnapshot(snapshot, bindReference),
    }
  }
  if (outcome.kind !== 'verified') return { ...outcome, reference: bindReference(outcome.reference) }
  const { transaction } = outcome
  return { ...outcome, transaction: { ...transaction, reference: bindReference(transaction.reference) } }
}

function bindNotification(
  outcome: NotificationOutcome,
  bind: Bind,
  bindReference: BindReference,
): NotificationOutcome {
  if (outcome.kind !== 'valid') return outcome
  const { sales, subscriptions, refundReview } = outcome.notification
  const bound = {
    sales: sales.map(bindReference),
    subscriptions: subscriptions.map(bindReference),
    refundReview: refundReview === null ? null : { ...refundReview, request: bind(refundReview.request) },
  }
  return { ...outcome, notification: { ...outcome.notification, ...bound } }
}

function bindHistory(history: StoreHistory, bind: Bind, bindReference: BindReference): StoreHistory {
  const { lookbackMs, listRefunds, listSubscriptionRefunds, listNotifications, listCustomerRefunds } = history
  const bindPage = ({ entries, next }: StorePage<RefundedSale>): StorePage<RefundedSale> => ({
    entries: entries.map((sale) => ({
      ...sale,
      details: sale.details === null ? null : bind(sale.details),
    })),
    next,
  })
  return {
    lookbackMs,
    ...(listRefunds === undefined
      ? {}
      : { listRefunds: async (window, page) => bindPage(await listRefunds(window, page)) }),
    ...(listSubscriptionRefunds === undefined
      ? {}
      : {
          listSubscriptionRefunds: async (window, page) =>
            bindPage(await listSubscriptionRefunds(window, page)),
        }),
    ...(listNotifications === undefined
      ? {}
      : {
          listNotifications: async (window, page) => {
            const { entries, next } = await listNotifications(window, page)
            return { entries: entries.map((entry) => bindHistorical(entry, bind, bindReference)), next }
          },
        }),
    ...(listCustomerRefunds === undefined
      ? {}
      : {
          listCustomerRefunds: async (details, page) =>
            bindPage(await listCustomerRefunds(parseBoundDetails(details).details, page)),
        }),
  }
}

function bindHistorical<
  T extends { readonly notification: Extract<NotificationOutcome, { kind: 'valid' }>['notification'] },
>(entry: T, bind: Bind, bindReference: BindReference): T {
  const bound = bindNotification({ kind: 'valid', notification: entry.notification }, bind, bindReference)
  return bound.kind === 'valid' ? { ...entry, notification: bound.notification } : entry
}
