import { listPayments } from '../sdk/sdk-test.ts'
import { control, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { expect, vi } from '../support/test.ts'
import {
  arcadeTest as test,
  buyInArcade,
  chooseInSheet,
  findNewestStorePurchase,
  findViolations,
  openSheet,
  payRuns,
  selectStore,
  subscribeInArcade,
  waitForCoins,
  waitForDelivery,
  waitForMessage,
  waitForShop,
} from './arcade-test.ts'

// Chromium shares the processors with other tests.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

test.for([['Google Play'], ['App Store'], ['ONE store'], ['Test store']] as const)(
  'a player buys coins in %s, which the game server delivers',
  async ([store], { arcade, openPlayer }) => {
    const player = await openPlayer({ arcade, store })
    await waitForCoins(player.page, 30)
    await buyInArcade(player, '100 coins')
    await waitForCoins(player.page, 130)
    await player.page.locator('#purchased li', { hasText: store }).waitFor()
    const [payment, ...others] = await listPayments(arcade.coinslot, player.name)
    expect(others).toEqual([])
    await eventually(async () => {
      expect(await arcade.coinslot.payment(payment!.id)).toMatchObject({ status: 'COMPLETED' })
    })
    expect(player.reports).toEqual([])
  },
)

test('a player who chooses a quantity gets as many items', async ({ arcade, openPlayer }) => {
  const player = await openPlayer({ arcade, store: 'Google Play' })
  const sheet = await openSheet(player, '500 coins')
  await sheet.getByLabel('Quantity').fill('3')
  await chooseInSheet(sheet, 'Buy')
  await waitForCoins(player.page, 1_530)
  await player.page.locator('#purchased li', { hasText: '3 × 500 coins' }).waitFor()
})

test('a payment that the store takes later is delivered when it is paid', async ({
  server,
  arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'Google Play' })
  await chooseInSheet(await openSheet(player, '100 coins'), 'Buy with a pending payment')
  await waitForMessage(player.page, 'The store charges you later')
  await waitForCoins(player.page, 30)
  await updateStorePurchase(server.emulator, await findNewestStorePurchase(server), 'complete')
  await waitForCoins(player.page, 130)
  await waitForDelivery(player.page)
})

test('a player who closes the sheet, or whose payment is declined, gets and pays nothing', async ({
  arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'ONE store' })
  const sheet = await openSheet(player, '100 coins')
  await sheet.close()
  await waitForMessage(player.page, 'Nothing was charged')
  await chooseInSheet(await openSheet(player, '100 coins'), 'Decline')
  await player.page.locator('#message.bad', { hasText: 'did not succeed' }).waitFor()
  await waitForCoins(player.page, 30)
  expect(await listPayments(arcade.coinslot, player.name)).toEqual([])
})

test('a refund of coins that were spent leaves a debt, until the refund is reversed', async ({
  server,
  arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'App Store' })
  const { page } = player
  await buyInArcade(player, '100 coins')
  const purchaseId = await findNewestStorePurchase(server)
  await payRuns(page, 12)
  await waitForCoins(page, 10)
  await updateStorePurchase(server.emulator, purchaseId, 'refund')
  await waitForCoins(page, -90)
  await page.locator('#hint', { hasText: 'You owe 90 coins' }).waitFor()
  expect(await page.locator('#insert').isDisabled()).toBe(true)
  await payRuns(page, 1)
  await page.locator('#purchased li.refunded').waitFor()
  await updateStorePurchase(server.emulator, purchaseId, 'reverse-refund')
  await waitForCoins(page, 10)
})

test('a refund of the ship locks it', async ({ server, arcade, openPlayer }) => {
  const player = await openPlayer({ arcade, store: 'Google Play' })
  const { page } = player
  await buyInArcade(player, 'Aurora')
  const owned = page.getByRole('button', { name: 'Yours: Aurora' })
  await owned.waitFor()
  expect(await owned.isDisabled()).toBe(true)
  await updateStorePurchase(server.emulator, await findNewestStorePurchase(server), 'refund')
  await page.locator('.item', { hasText: 'Locked' }).waitFor()
  expect(await page.getByRole('button', { name: 'Buy: Aurora' }).isEnabled()).toBe(true)
})

test.for([['Google Play'], ['ONE store']] as const)(
  'a page that is loaded again while the sheet of %s is open shows what was bought',
  async ([store], { arcade, openPlayer }) => {
    const player = await openPlayer({ arcade, store })
    const sheet = await openSheet(player, '100 coins')
    await player.page.reload()
    await waitForShop(player.page)
    await chooseInSheet(sheet, 'Buy')
    await waitForCoins(player.page, 130)
    await waitForDelivery(player.page)
    expect((await listPayments(arcade.coinslot, player.name)).length).toBe(1)
  },
)

test.for([
  ['consumed the payment', 'ConsumePayment', 'AFTER'],
  ['delivered the coins', 'CompletePayment', 'BEFORE'],
  ['completed the payment', 'CompletePayment', 'AFTER'],
] as const)(
  'a game server that is killed when it has %s delivers once after its restart',
  async ([, operation, phase], { arcade, openPlayer }) => {
    const player = await openPlayer({ arcade, store: 'Google Play' })
    const { held } = arcade.gateway.holdNext(operation, phase)
    await chooseInSheet(await openSheet(player, '100 coins'), 'Buy')
    await held
    await arcade.killAndRestart()
    await eventually(async () => {
      const payments = await listPayments(arcade.coinslot, player.name)
      expect(payments.map(({ status }) => status)).toEqual(['COMPLETED'])
    })
    // What is sent after a restart is what the storage has.
    await player.page.reload()
    await waitForShop(player.page)
    await waitForCoins(player.page, 130)
    expect(await player.page.locator('#purchased li .badge').count()).toBe(1)
  },
)

test('a page whose game server does not answer says so', async ({ arcade, openPlayer }) => {
  const { page } = await openPlayer({ arcade, store: 'Test store' })
  await page.route('**/api/live', (route) => route.abort())
  await page.reload()
  await page.locator('#message.bad', { hasText: 'The game server does not answer.' }).waitFor()
})

test('two tabs that buy the same item open one sheet, and both show what was delivered', async ({
  arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'Google Play' })
  const second = await player.context.newPage()
  await second.goto(arcade.origin)
  await waitForShop(second)
  const sheet = await openSheet(player, '100 coins')
  await second.getByRole('button', { name: 'Buy: 100 coins' }).click()
  await second.locator('#steps li.active').waitFor()
  await chooseInSheet(sheet, 'Buy')
  await waitForDelivery(player.page)
  await waitForDelivery(second)
  await waitForCoins(second, 130)
  expect((await listPayments(arcade.coinslot, player.name)).length).toBe(1)
})

test('a player pays for a run, and plays it to its end', async ({ arcade, openPlayer }) => {
  const { page } = await openPlayer({ arcade })
  await page.clock.install()
  await page.locator('#insert').click()
  await waitForCoins(page, 20)
  await page.locator('#overlay').waitFor({ state: 'hidden' })
  await page.keyboard.press('Space')
  await eventually(
    async () => {
      await page.clock.runFor(2_000)
      expect(await page.locator('#overlay').isVisible()).toBe(true)
    },
    { timeoutMs: 100_000 },
  )
  await page.locator('#score', { hasText: /Score \d+ · best \d+/ }).waitFor()
})

const sizes = [1_280, 360] as const

test.for([
  ['English', 'en-US', 'Who plays?', 'Shop'],
  ['Korean', 'ko-KR', '누가 플레이하나요?', '상점'],
] as const)(
  'the pages in %s fit every window, and axe finds nothing',
  async (language, { arcade, openPlayer }) => {
    const [, locale, logInTitle, shopTitle] = language
    const { page: logIn } = await openPlayer({ arcade, locale, isLoggedIn: false })
    await logIn.getByRole('heading', { name: logInTitle }).waitFor()
    const { page, reports } = await openPlayer({ arcade, locale })
    await page.getByRole('heading', { name: shopTitle }).waitFor()
    for (const shown of [logIn, page]) {
      for (const width of sizes) {
        await shown.setViewportSize({ width, height: 800 })
        expect.soft(await findViolations(shown), `${width}`).toEqual([])
        expect.soft(await shown.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width)
      }
    }
    expect(reports).toEqual([])
  },
)

test('a player who changes the language reads the other one, also after the next start', async ({
  arcade,
  openPlayer,
}) => {
  const { page } = await openPlayer({ arcade })
  await page.getByRole('button', { name: '한국어' }).click()
  await page.getByRole('heading', { name: '상점' }).waitFor()
  await page.reload()
  await page.getByRole('heading', { name: '상점' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('ko')
})

test('the game server rejects other sites and names, strangers, and names that are none', async ({
  arcade,
}) => {
  const send = async (path: string, init: RequestInit) =>
    (await fetch(`${arcade.origin}${path}`, init)).status
  const logIn = { method: 'POST', body: JSON.stringify({ player: 'ada' }) }
  expect(await send('/api/login', { ...logIn, headers: { origin: 'https://example.com' } })).toBe(403)
  expect(await send('/api/runs', { method: 'POST' })).toBe(401)
  expect(await send('/api/user-token', { method: 'POST' })).toBe(401)
  expect(await send('/api/live', {})).toBe(401)
  for (const body of [
    '',
    '{}',
    'null',
    '{"player":7}',
    '{"player":"<b>"}',
    `{"player":"${'x'.repeat(3_000)}"}`,
  ]) {
    expect(await send('/api/login', { method: 'POST', body }), body).toBeGreaterThanOrEqual(400)
    expect(await send('/api/login', { method: 'POST', body }), body).toBeLessThan(500)
  }
})

test('a player who subscribes has no advertisement, until the store takes the subscription back', async ({
  server,
  arcade,
  openPlayer,
}) => {
  const player = await openPlayer({ arcade, store: 'Google Play' })
  await subscribeInArcade(player)
  expect(player.reports).toEqual([])
  const { subscriptions } = (await control(server.emulator, 'GET', '/control/subscriptions?first=1')) as {
    readonly subscriptions: readonly { readonly id: string }[]
  }
  await control(server.emulator, 'POST', `/control/subscriptions/${subscriptions[0]?.id}/revoke`, {})
  await eventually(
    () => player.page.reload().then(() => player.page.locator('#ad').waitFor({ timeout: 2_000 })),
    { timeoutMs: 60_000 },
  )
  await selectStore(player.page, 'Test store')
  await player.page.locator('.item', { hasText: 'Not sold in this store' }).waitFor()
  expect(await player.page.getByRole('button', { name: 'Buy: VIP' }).isDisabled()).toBe(true)
})
