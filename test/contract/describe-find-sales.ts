import { expect, test } from 'vitest'
import type { SaleQuery } from '../../src/stores/contract/sale-search.ts'
import type { SaleState } from '../../src/stores/contract/sale.ts'
import type { FakeResponse } from '../support/fake-store-server.ts'
import type { AdapterHarness } from './adapter-harness.ts'
import type { FindableSale } from './store-scenarios.ts'

const page = '<html><body>Service maintenance</body></html>'

/** Describes how every adapter finds a sale by an id that a customer or an operator has. */
export function describeFindSales(harness: AdapterHarness): void {
  const { scenarios, server, getVerifiedTransaction } = harness

  async function find({ adapter }: AdapterHarness, query: SaleQuery): Promise<readonly SaleState[]> {
    const { findSales } = adapter()
    if (findSales === null) throw new Error('the adapter finds no sales')
    return findSales(query)
  }

  async function forEach(check: (sale: FindableSale) => Promise<void>): Promise<void> {
    const findable = scenarios.findable()
    expect(findable.length).toBeGreaterThan(0)
    for (const sale of findable) {
      harness.reconnect()
      await check(sale)
    }
  }

  test('a sale is found as its receipt is verified, by each kind of query', async () => {
    // Some samples are of the current time.
    const { raw: _, paidAt: __, ...verified } = await getVerifiedTransaction()
    await forEach(async ({ query, handler }) => {
      server().handle(handler)
      const [state, ...others] = await find(harness, query)
      expect(others).toEqual([])
      expect(state).toMatchObject({ kind: 'verified', transaction: verified })
    })
  })

  test('a sale that the store does not know is not found', async () => {
    await forEach(async ({ query, notFound }) => {
      server().handle(notFound)
      expect(await find(harness, query)).toEqual([])
    })
  })

  const odd = ['', '.', '..', 'a b', 'x'.repeat(5_000), '\0', '한국']
  test.each(odd)('the odd id %j is not found, without a call to any purchase', async (id) => {
    const queries: readonly SaleQuery[] = [
      { by: 'TRANSACTION_ID', id },
      { by: 'ORDER_ID', id },
      { by: 'PURCHASE_TOKEN', purchaseToken: id, productIds: [id] },
    ]
    server().handle(() => ({ status: 200, body: {} }))
    for (const query of queries) expect(await find(harness, query)).toEqual([])
    expect(server().requests).toEqual([])
  })

  const faults: readonly (readonly [string, FakeResponse])[] = [
    ['is down', { status: 503, body: scenarios.errorBody(503) }],
    ['answers a page', { status: 200, body: page }],
    ['answers 404 with a page', { status: 404, body: page }],
    ['answers an empty object', { status: 200, body: {} }],
    ['answers half a JSON text', { status: 200, body: '{"status":0,"sig' }],
    ['resets the connection', 'RESET'],
  ]
  test.each(faults)('a store that %s makes finding fail as unavailable', async (_title, fault) => {
    await forEach(async ({ query, handler, isLookup }) => {
      server().handle((request) => (isLookup(request) ? fault : handler(request)))
      await expect(find(harness, query)).rejects.toMatchObject({ name: 'StoreUnavailableError' })
    })
  })

  test('a store that returns another sale makes finding fail as unavailable', async () => {
    await forEach(async ({ query, lying }) => {
      if (lying === undefined) return
      server().handle(lying)
      await expect(find(harness, query)).rejects.toMatchObject({ name: 'StoreUnavailableError' })
    })
  })
}
