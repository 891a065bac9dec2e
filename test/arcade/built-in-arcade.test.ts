import { listPayments } from '../sdk/sdk-test.ts'
import { eventually } from '../support/eventually.ts'
import { expect, vi } from '../support/test.ts'
import {
  arcadeTest as test,
  buyInArcade,
  chooseInSheet,
  openSheet,
  subscribeInArcade,
  waitForCoins,
} from './arcade-test.ts'

// Chromium shares the processors with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test('a page of the built-in model consumes what was bought, also if it was closed before the answer', async ({
  builtInArcade: arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'Test store' })
  const { page } = player
  await buyInArcade(player, '100 coins')
  await waitForCoins(page, 130)
  expect(await listPayments(arcade.coinslot, player.name)).toMatchObject([
    { status: 'CONSUMED', consume: { consumedBy: 'CLIENT' } },
  ])
  const { held } = arcade.gateway.holdNext('ConsumeOwnPayment', 'AFTER')
  await chooseInSheet(await openSheet(player, '100 coins'), 'Buy')
  await held
  await page.reload()
  await waitForCoins(page, 230)
  await page.reload()
  await waitForCoins(page, 230)
  expect(player.reports).toEqual([])
})

test('a page of the built-in model that could not keep the coins delivers them once at its next start', async ({
  builtInArcade: arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'Test store' })
  const { page } = player
  await page.evaluate(`
    const { setItem } = Storage.prototype
    Storage.prototype.setItem = function (key, value) {
      if (key.startsWith('arcade:wallet:')) throw new Error('The disk is full.')
      setItem.call(this, key, value)
    }
  `)
  await chooseInSheet(await openSheet(player, '100 coins'), 'Buy')
  await eventually(async () => {
    expect(await listPayments(arcade.coinslot, player.name)).toMatchObject([{ status: 'CONSUMED' }])
  })
  await waitForCoins(page, 30)
  for (const _start of ['first', 'second']) {
    await page.reload()
    await waitForCoins(page, 130)
    expect(await page.locator('#purchased li .badge').count()).toBe(1)
  }
})

test.for(['App Store', 'ONE store'] as const)(
  'a player of the built-in model who subscribes in %s has no advertisement',
  async (store, { builtInArcade: arcade, openPlayer }) => {
    const player = await openPlayer({ arcade, store })
    await subscribeInArcade(player)
    expect(player.reports).toEqual([])
  },
)
