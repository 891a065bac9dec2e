import type { HistoryQuery } from './history-query.ts'
import { formatRevision } from './history-query.ts'
import { subscriptionGroupOf } from './transaction-payload.ts'
import type { Transaction } from './transaction-payload.ts'

const PAGE_SIZE = 20

/** One page of a customer's transactions. */
export type HistoryPage = { transactions: Transaction[]; revision: string; hasMore: boolean }

/** Orders by last change: a refund moves an old transaction to the end, where a stored revision finds it. */
export function historyPage(transactions: Transaction[], query: HistoryQuery): HistoryPage {
  const direction = query.descending ? -1 : 1
  const rest = transactions
    .filter((transaction) => matches(transaction, query) && isAfter(transaction, query))
    .toSorted((a, b) => direction * (a.revision - b.revision))
  const page = rest.slice(0, PAGE_SIZE)
  const last = page.at(-1)?.revision ?? query.after ?? 0
  return { transactions: page, revision: formatRevision(last), hasMore: rest.length > page.length }
}

/** A customer's refunded transactions, oldest refund first. */
export function refundPage(transactions: Transaction[], after: number | undefined): HistoryPage {
  return historyPage(transactions, {
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
    isListed(productId, query.productIds) &&
    isListed(productType, query.productTypes) &&
    isListed(subscriptionGroupOf(transaction), query.subscriptionGroups) &&
    (query.revoked === undefined || query.revoked === (refund !== undefined)) &&
    query.ownership !== 'FAMILY_SHARED'
  )
}

function isListed(value: string | undefined, list: string[]): boolean {
  return list.length === 0 || (value !== undefined && list.includes(value))
}
