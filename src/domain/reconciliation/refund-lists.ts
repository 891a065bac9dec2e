import type { RefundedSale, StoreHistory, StorePage, TimeWindow } from '../../stores/contract/history.ts'

/** An entry of a store's refund lists. */
export type ListedRefund = RefundedSale & {
  /** Whether it is of the list of subscriptions, whose entries are read as such. */
  readonly isSubscription: boolean
}

type RefundLists = Pick<StoreHistory, 'listRefunds' | 'listSubscriptionRefunds'>

/** No store begins its own pages with it. */
const subscriptionPage = 'subscriptions:'

export function hasRefundLists({ listRefunds, listSubscriptionRefunds }: RefundLists): boolean {
  return listRefunds !== undefined || listSubscriptionRefunds !== undefined
}

/** The refunded sales of a window, and after them the refunded periods of subscriptions, as one list. */
export async function listRefundsOfAllKinds(
  { listRefunds, listSubscriptionRefunds }: RefundLists,
  window: TimeWindow,
  page: string | null,
): Promise<StorePage<ListedRefund>> {
  const isInSubscriptions = page?.startsWith(subscriptionPage) ?? listRefunds === undefined
  if (!isInSubscriptions) {
    const { entries, next } = (await listRefunds?.(window, page)) ?? noEntries
    const afterLast = listSubscriptionRefunds === undefined ? null : subscriptionPage
    return { entries: entries.map((entry) => ({ ...entry, isSubscription: false })), next: next ?? afterLast }
  }
  const ownPage = page?.slice(subscriptionPage.length) || null
  const { entries, next } = (await listSubscriptionRefunds?.(window, ownPage)) ?? noEntries
  return {
    entries: entries.map((entry) => ({ ...entry, isSubscription: true })),
    next: next === null ? null : `${subscriptionPage}${next}`,
  }
}

const noEntries: StorePage<RefundedSale> = { entries: [], next: null }
