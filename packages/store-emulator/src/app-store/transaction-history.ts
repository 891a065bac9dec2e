import type { HistoryQuery } from './history-query.ts'
import { formatRevision } from './history-query.ts'
import { ownershipTypeOf, subscriptionGroupOf } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

const pageSize = 20

/** One page of a customer's transactions. */
export type HistoryPage = { transactions: Transaction[]; revision: string; hasMore: boolean }

/** Ordered by last change: a refund moves an old transaction to the end, so that a stored revision finds it. */
export function createHistoryPage(transactions: Transaction[], query: HistoryQuery): HistoryPage {
  const direction = query.descending ? -1 : 1
  const matching = transactions
    .filter((transaction) => matches(transaction, query) && isAfter(transaction, query))
    .toSorted((a, b) => direction * (a.revision - b.revision))
  const page = matching.slice(0, pageSize)
  const last = page.at(-1)?.revision ?? query.after ?? 0
  return { transactions: page, revision: formatRevision(last), hasMore: matching.length > page.length }
}

/** One page of a customer's refunded transactions, oldest refund first. */
export function createRefundPage(transactions: Transaction[], after: number | undefined): HistoryPage {
  return createHistoryPage(transactions, {
    startDate: undefined,
    endDate: undefined,
    productIds: [],
    productTypes: [],
    subscriptionGroups: [],
    descending: false,
    ownership: undefined,
    revoked: true,
    after,
  })
}

function isAfter({ revision }: Transaction, { after, descending }: HistoryQuery): boolean {
  if (after === undefined) return true
  return descending ? revision < after : revision > after
}

function matches(transaction: Transaction, query: HistoryQuery): boolean {
  const { paidAt, productId, productType, refund } = transaction
  return (
    (query.startDate === undefined || paidAt >= query.startDate) &&
    (query.endDate === undefined || paidAt < query.endDate) &&
    isIncluded(productId, query.productIds) &&
    isIncluded(productType, query.productTypes) &&
    isIncluded(subscriptionGroupOf(transaction), query.subscriptionGroups) &&
    (query.revoked === undefined || query.revoked === (refund !== undefined)) &&
    (query.ownership === undefined || query.ownership === ownershipTypeOf(transaction))
  )
}

function isIncluded(value: string | undefined, list: string[]): boolean {
  return list.length === 0 || (value !== undefined && list.includes(value))
}
