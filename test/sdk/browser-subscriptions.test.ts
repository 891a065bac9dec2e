import type { Page } from 'playwright'
import { readChains } from '../subscriptions/subscription-fixture.ts'
import { control } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { expectField, newUserId, toStoreProductId } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { browserTest, choose, readOutput } from './browser-shop.ts'
import { listAccountTokens, listPayments } from './sdk-test.ts'

// Chromium shares the processors with other tests.
vi.setConfig({ testTimeout: 200_000 })

const stores = ['GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'] as const
const items = ['vip_monthly', 'vip_yearly'] as const
const [monthly, yearly] = items.map(toStoreProductId)

/** An AppKey that sells a subscription by the month and by the year; both give one entitlement. */
const test = browserTest
  .extend('serverOptions', { scope: 'file' }, (): TestServerOptions => ({ notifications: true }))
  .extend('subscriptionGroups', { scope: 'file' }, async ({ admin }) => {
    for (const itemId of items) {
      const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId(itemId) }))
      const item = { itemId, name: itemId, type: 'AUTO_RENEWABLE', storeProducts } as const
      expectField(await admin.mutate('upsertItem', item), 'item')
    }
    expectField(await admin.mutate('upsertEntitlement', { key: 'vip', itemIds: items }), 'entitlement')
    return [items.map(toStoreProductId)]
  })

/** A subscription in the books of the store. */
type StoreSubscription = {
  readonly accountToken: string | null
  readonly customerId: string
  readonly state: string
  readonly acknowledgedAt: number | null
  readonly acknowledgeBy: number | null
}

test.for(stores)(
  'a player subscribes in %s with a free trial, changes to a higher plan now, and to the lower one at the renewal',
  async (store, { emulator, sql, gameServer, subscriptionGroups, openPlayer }) => {
    const customer = newUserId()
    const player = await openPlayer({ store, customer, subscriptionGroups })
    const first = await player.openTab('vip_monthly')
    expect(await first.getByRole('button').textContent()).toBe('₩4,900')
    const sheet = await player.openCheckout(first)
    expect(await readTerms(sheet)).toBe(
      '₩4,900 / month Free for 1 week, then the price above. Renews by itself until it is canceled.',
    )
    await choose(sheet, 'Start the free trial')
    expect(await readResult(first)).toEqual(['paid', 'vip_monthly', 'vip'])
    expect(await listPayments(gameServer, player.userId)).toMatchObject([
      { itemId: 'vip_monthly', status: 'COMPLETED', price: { amount: '0' } },
    ])
    const listActive = async () => {
      const tokens = await listAccountTokens(sql, player.userId)
      const page = await control(emulator, 'GET', `/control/subscriptions?store=${store}`)
      const { subscriptions } = page as { readonly subscriptions: readonly StoreSubscription[] }
      return subscriptions.filter(
        (each) => each.state === 'ACTIVE' && tokens.includes(each.accountToken ?? ''),
      )
    }
    // Google Play and ONE store change only what was acknowledged.
    const checkAcknowledged = async () => {
      const [active] = await listActive()
      expect(active?.acknowledgeBy === null || active?.acknowledgedAt !== null).toBe(true)
    }
    const waitForAcknowledgement = () => eventually(checkAcknowledged, { timeoutMs: 60_000 })
    await waitForAcknowledgement()
    const second = await player.openTab('vip_yearly')
    const upgrade = await player.openCheckout(second)
    expect(await readTerms(upgrade)).toContain(`Replaces ${monthly} now.`)
    await choose(upgrade, 'Change the plan')
    expect(await readResult(second)).toEqual(['paid', 'vip_yearly', 'vip'])
    await waitForAcknowledgement()
    const third = await player.openTab('vip_monthly')
    const downgrade = await player.openCheckout(third)
    expect(await readTerms(downgrade)).toContain(`Replaces ${yearly} at the next renewal, on `)
    await choose(downgrade, 'Change the plan')
    // The plan that the player has until then.
    expect(await readResult(third)).toEqual(['paid', 'vip_yearly', 'vip'])
    expect(await listActive()).toHaveLength(1)
    // ONE store does not tell what will be renewed.
    const pending = store === 'ONE_STORE' ? null : monthly
    expect(await readChains(sql, player)).toMatchObject([
      { status: 'ACTIVE', store_product_id: yearly, pending_product_id: pending },
    ])
  },
)

test('a player who has a subscription is not sold it again, and another player of the device gets one of their own', async ({
  emulator,
  subscriptionGroups,
  openPlayer,
}) => {
  const customer = newUserId()
  const options = { store: 'GOOGLE_PLAY', customer, subscriptionGroups }
  const player = await openPlayer(options)
  const tab = await player.openTab('vip_monthly')
  await choose(await player.openCheckout(tab), 'Start the free trial')
  await readResult(tab)
  await tab.getByRole('button').click()
  expect(await readOutput(tab)).toBe('failed')
  const other = await openPlayer(options)
  const otherTab = await other.openTab('vip_yearly')
  const sheet = await other.openCheckout(otherTab)
  expect(await readTerms(sheet)).not.toContain('Replaces')
  await choose(sheet, 'Start the free trial')
  expect(await readResult(otherTab)).toEqual(['paid', 'vip_yearly', 'vip'])
  const { subscriptions } = (await control(emulator, 'GET', '/control/subscriptions?first=2')) as {
    readonly subscriptions: readonly StoreSubscription[]
  }
  expect(subscriptions.map(({ state, customerId }) => [state, customerId])).toEqual([
    ['ACTIVE', customer],
    ['ACTIVE', customer],
  ])
})

test.for([
  ['en-US', 'Sold as', '$9.99 / month', 'Start the free trial', 'Free for 1 week'],
  ['ko-KR', '판매 방식', 'US$9.99 / 월', '무료 체험 시작', '1주 동안 무료'],
] as const)(
  'the sheet in %s sells a product that it does not know as the customer chooses',
  async ([locale, soldAs, price, choice, trial], { admin, openPlayer }) => {
    const storeProducts = [{ store: 'APP_STORE', productId: 'com.example.season_pass' }] as const
    const item = { itemId: 'season_pass', name: 'Season', type: 'AUTO_RENEWABLE', storeProducts } as const
    expectField(await admin.mutate('upsertItem', item), 'item')
    const player = await openPlayer({ store: 'APP_STORE', browserOptions: { locale } })
    const tab = await player.openTab('season_pass')
    const sheet = await player.openCheckout(tab)
    await sheet.getByLabel(soldAs).selectOption(price)
    expect(await readTerms(sheet)).toContain(trial)
    expect(await sheet.locator('html').getAttribute('lang')).toBe(locale.slice(0, 2))
    await choose(sheet, choice)
    expect(await readOutput(tab)).toBe('paid')
  },
)

/** What the sheet says that is sold. */
const readTerms = async (sheet: Page) =>
  (await sheet.locator('#terms p:visible').allTextContents()).map((text) => text.trim()).join(' ')

/** The status of the purchase, the item that the player has, and the entitlements. */
async function readResult(tab: Page): Promise<readonly (string | null)[]> {
  const status = await readOutput(tab)
  const output = tab.locator('output')
  return [status, await output.getAttribute('data-item'), await output.getAttribute('data-entitlements')]
}
