import { act, createElement, StrictMode } from 'react'
import { createRoot } from 'test-renderer'
import { afterAll, beforeAll, expect, expectTypeOf, test } from 'vitest'
import type { Coinslot } from '../client/create-coinslot.ts'
import type { Item } from '../client/list-items.ts'
import type { PurchaseResult } from '../client/results.ts'
import { CoinslotError } from '../core/coinslot-error.ts'
import type { Entitlement } from '../core/entitlement.ts'
import type { Entitlements, EntitlementsListener } from '../entitlements.ts'
import { useEntitlements, type EntitlementsState } from './use-entitlements.ts'
import { useItems, type ItemsState } from './use-items.ts'
import { usePurchase, type PurchaseState } from './use-purchase.ts'

const environment = globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
beforeAll(() => {
  environment.IS_REACT_ACT_ENVIRONMENT = true
})
afterAll(() => {
  delete environment.IS_REACT_ACT_ENVIRONMENT
})

const coins: Item = {
  ...{ itemId: 'coins_100', name: 'Coins', type: 'CONSUMABLE', productId: 'coins', displayPrice: '₩1,200' },
}
const paid = { itemId: 'coins_100', purchaseId: 'pur_1', status: 'pending' } as const

/** A shop whose calls end when the test says so. */
function createShop() {
  const listeners = new Set<(result: PurchaseResult) => void>()
  const listed: PromiseWithResolvers<readonly Item[]>[] = []
  const bought: PromiseWithResolvers<PurchaseResult>[] = []
  const wait = <Value>(calls: PromiseWithResolvers<Value>[]) => {
    const call = Promise.withResolvers<Value>()
    calls.push(call)
    return call.promise
  }
  const shop: Coinslot = {
    items: () => wait(listed),
    purchase: () => wait(bought),
    reprocess: async () => [],
    unconsumedPayments: async () => [],
    consume: async () => ({ status: 'failed', error: new CoinslotError('BUSY', 'Not here.') }),
    onPurchaseUpdated: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return { shop, listeners, listed, bought }
}

type Rendered = { readonly items: ItemsState; readonly buyer: PurchaseState }

/** A component with both hooks, in strict mode, where React runs each effect twice. */
async function renderShop(shop: Coinslot) {
  const renders: Rendered[] = []
  const Shop = ({ shop }: { readonly shop: Coinslot }) => {
    renders.push({ items: useItems(shop), buyer: usePurchase(shop) })
    return null
  }
  const root = createRoot()
  const render = (shop: Coinslot) =>
    act(async () => root.render(createElement(StrictMode, null, createElement(Shop, { shop }))))
  await render(shop)
  return { renders, render, current: () => renders.at(-1)!, unmount: () => act(async () => root.unmount()) }
}

test('items are null, then those of the shop, and are listed again on demand', async () => {
  const { shop, listed } = createShop()
  const { current } = await renderShop(shop)
  expect(current().items).toMatchObject({ items: null, error: null })
  // Strict mode has thrown the first call away.
  await act(async () => listed[0]!.resolve([]))
  expect(current().items.items).toBeNull()
  await act(async () => listed[1]!.resolve([coins]))
  expect(current().items.items).toEqual([coins])
  await act(async () => current().items.reload())
  expect(current().items.items).toEqual([coins])
  const error = new CoinslotError('NETWORK_ERROR', 'No network.')
  await act(async () => listed.at(-1)!.reject(error))
  expect(current().items).toMatchObject({ items: [coins], error })
  await act(async () => current().items.reload())
  await act(async () => listed.at(-1)!.resolve([]))
  expect(current().items).toMatchObject({ items: [], error: null })
})

test('a purchase is shown while it runs, and then its result', async () => {
  const { shop, bought } = createShop()
  const { current } = await renderShop(shop)
  let result: PurchaseResult | null = null
  await act(async () => {
    void current()
      .buyer.purchase('coins_100')
      .then((ended) => (result = ended))
    void current().buyer.purchase('coins_500')
  })
  expect(current().buyer).toMatchObject({ purchasing: ['coins_100', 'coins_500'], result: null })
  await act(async () => bought[0]!.resolve(paid))
  expect(current().buyer).toMatchObject({ purchasing: ['coins_500'], result: paid })
  expect(result).toBe(paid)
})

test('a purchase that ends outside of its own call is shown, by one listener of the component', async () => {
  const { shop, listeners } = createShop()
  const { current, unmount } = await renderShop(shop)
  expect(listeners.size).toBe(1)
  await act(async () => listeners.forEach((listen) => listen(paid)))
  expect(current().buyer.result).toBe(paid)
  await unmount()
  expect(listeners.size).toBe(0)
})

test('a component that is gone changes nothing any longer, and its purchase still resolves', async () => {
  const { shop, listed, bought } = createShop()
  const { current, renders, unmount } = await renderShop(shop)
  const purchased: Promise<PurchaseResult>[] = []
  await act(async () => void purchased.push(current().buyer.purchase('coins_100')))
  await unmount()
  const renderCount = renders.length
  await act(async () => {
    listed.forEach(({ resolve }) => resolve([coins]))
    bought[0]!.resolve(paid)
  })
  expect(await Promise.all(purchased)).toEqual([paid])
  expect(renders.length).toBe(renderCount)
})

test('another shop gets items of its own, and a late answer of the earlier one is ignored', async () => {
  const [first, second] = [createShop(), createShop()]
  const { current, render } = await renderShop(first.shop)
  await act(async () => first.listed.at(-1)!.resolve([coins]))
  await act(async () => current().items.reload())
  await render(second.shop)
  expect(current().items.items).toBeNull()
  await act(async () => first.listed.at(-1)!.resolve([coins]))
  expect(current().items.items).toBeNull()
  await act(async () => second.listed.at(-1)!.resolve([]))
  expect(current().items.items).toEqual([])
  expect([first.listeners.size, second.listeners.size]).toEqual([0, 1])
})

/** Entitlements whose listeners hear what the test says. */
function createAccess() {
  const listeners = new Set<EntitlementsListener>()
  const reads = { count: 0 }
  const access: Entitlements = {
    entitlements: () => {
      reads.count += 1
      return Promise.reject(new CoinslotError('NETWORK_ERROR', 'No network.'))
    },
    onEntitlementsChanged: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  return { access, listeners, reads }
}

test('entitlements are null, then those that are known, also after they cannot be known any longer', async () => {
  const [first, second] = [createAccess(), createAccess()]
  const states: EntitlementsState[] = []
  const Ads = ({ access }: { readonly access: Entitlements }) => {
    states.push(useEntitlements(access))
    return null
  }
  const root = createRoot()
  const render = (access: Entitlements) =>
    act(async () => root.render(createElement(StrictMode, null, createElement(Ads, { access }))))
  await render(first.access)
  expect(states.at(-1)).toMatchObject({ entitlements: null, error: null })
  expect(states.at(-1)!.has('no_ads')).toBe(false)
  const list = [
    { key: 'no_ads', isActive: true },
    { key: 'vip', isActive: false },
  ] as unknown as readonly Entitlement[]
  await act(async () => first.listeners.forEach((listen) => listen(list, null)))
  expect(states.at(-1)!.entitlements).toBe(list)
  expect(['no_ads', 'vip', 'gold'].map(states.at(-1)!.has)).toEqual([true, false, false])
  await act(async () => states.at(-1)!.reload())
  expect(first.reads.count).toBe(1)
  const error = new CoinslotError('NETWORK_ERROR', 'No network.')
  await act(async () => first.listeners.forEach((listen) => listen([], error)))
  expect(states.at(-1)).toMatchObject({ entitlements: [], error })
  await render(second.access)
  expect(states.at(-1)).toMatchObject({ entitlements: null, error: null })
  expect([first.listeners.size, second.listeners.size]).toEqual([0, 1])
  await act(async () => root.unmount())
  expect(second.listeners.size).toBe(0)
})

test('the functions of the hooks stay the same as long as the shop does', async () => {
  const { shop, listed } = createShop()
  const { current } = await renderShop(shop)
  const { items, buyer } = current()
  await act(async () => listed.at(-1)!.resolve([coins]))
  expect(current().items.reload).toBe(items.reload)
  expect(current().buyer.purchase).toBe(buyer.purchase)
})

test('the hooks have the types of the client', () => {
  expectTypeOf(useItems).returns.toHaveProperty('items').toEqualTypeOf<readonly Item[] | null>()
  expectTypeOf(usePurchase).returns.toHaveProperty('result').toEqualTypeOf<PurchaseResult | null>()
  expectTypeOf(usePurchase).returns.toHaveProperty('purchase').toEqualTypeOf<Coinslot['purchase']>()
  expectTypeOf(useItems).parameter(0).toEqualTypeOf<Coinslot>()
})
