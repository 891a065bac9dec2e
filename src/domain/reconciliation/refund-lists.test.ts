import { expect, test } from 'vitest'
import type { RefundedSale, StorePage } from '../../stores/contract/history.ts'
import { listRefundsOfAllKinds } from './refund-lists.ts'

const window = { from: new Date(0), to: new Date(1) }

function createList(...pages: readonly string[][]) {
  return (_: typeof window, page: string | null): Promise<StorePage<RefundedSale>> => {
    const index = page === null ? 0 : Number(page)
    const entries = (pages[index] ?? []).map((key) => ({
      key,
      details: null,
      storeTransactionId: null,
      full: true,
    }))
    return Promise.resolve({ entries, next: index + 1 < pages.length ? String(index + 1) : null })
  }
}

async function readAll(lists: Parameters<typeof listRefundsOfAllKinds>[0]): Promise<string[]> {
  const found: string[] = []
  let page: string | null = null
  do {
    const read: Awaited<ReturnType<typeof listRefundsOfAllKinds>> = await listRefundsOfAllKinds(
      lists,
      window,
      page,
    )
    found.push(
      ...read.entries.map(({ key, isSubscription }) => (isSubscription ? `${key} (subscription)` : key)),
    )
    page = read.next
  } while (page !== null)
  return found
}

test('the list of subscriptions follows all pages of the list of sales', async () => {
  const listRefunds = createList(['a'], ['b'])
  const listSubscriptionRefunds = createList(['c'], [], ['d'])
  expect(await readAll({ listRefunds, listSubscriptionRefunds })).toEqual([
    'a',
    'b',
    'c (subscription)',
    'd (subscription)',
  ])
})

test('a store with one of the lists is read to its end', async () => {
  expect(await readAll({ listRefunds: createList(['a'], ['b']) })).toEqual(['a', 'b'])
  const listSubscriptionRefunds = createList(['c'], ['d'])
  expect(await readAll({ listSubscriptionRefunds })).toEqual(['c (subscription)', 'd (subscription)'])
})
