import { join } from 'node:path'
import type { Page } from 'playwright'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { vi } from '../support/test.ts'
import {
  arcadeTest as test,
  buyInArcade,
  chooseInSheet,
  findNewestStorePurchase,
  openSheet,
  payRuns,
  selectStore,
  waitForCoins,
  waitForDelivery,
} from './arcade-test.ts'

// Takes the pictures of examples/arcade/README.md, only with `npm run screenshots`.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 })

const folder = join(repositoryRoot, 'docs', 'images', 'arcade')
const isWanted = process.env['UPDATE_SCREENSHOTS'] === 'true'
const toFile = (name: string) => ({ path: join(folder, `${name}.png`) })

test.skipIf(!isWanted)(
  'the pictures of the documentation show the game, the shop and the sheet of each store',
  async ({ server, arcade, openPlayer }) => {
    const player = await openPlayer({ arcade, name: 'Ada', colorScheme: 'dark' })
    const { page } = player
    const stores = [
      ['google-play', 'Google Play', '100 coins'],
      ['app-store', 'App Store', '500 coins'],
      ['one-store', 'ONE store', '100 coins'],
      ['test-store', 'Test store', 'Aurora'],
    ] as const
    for (const [name, store, item] of stores) {
      await selectStore(page, store)
      const sheet = await openSheet(player, item)
      await sheet.setViewportSize({ width: 420, height: 460 })
      await page.locator('#steps li.active:nth-child(2)').waitFor()
      await takePair(page, sheet, name)
      await chooseInSheet(sheet, 'Buy')
      await waitForDelivery(page)
    }
    await selectStore(page, 'App Store')
    const subscription = await openSheet(player, 'VIP')
    await subscription.setViewportSize({ width: 420, height: 520 })
    await page.locator('#steps li.active:nth-child(2)').waitFor()
    await takePair(page, subscription, 'subscription')
    await chooseInSheet(subscription, 'Start the free trial')
    await page.locator('#vip').waitFor()
    await waitForDelivery(page)
    await page.mouse.move(0, 0)
    await page.screenshot(toFile('shop'))
    await takeGame(page)
    const debtor = await openPlayer({ arcade, name: 'Grace' })
    await buyInArcade(debtor, 'Aurora')
    await updateStorePurchase(server.emulator, await findNewestStorePurchase(server), 'refund')
    await debtor.page.locator('.item', { hasText: 'Locked' }).waitFor()
    await buyInArcade(debtor, '100 coins')
    await payRuns(debtor.page, 12)
    await updateStorePurchase(server.emulator, await findNewestStorePurchase(server), 'refund')
    await waitForCoins(debtor.page, -90)
    await debtor.page.mouse.move(0, 0)
    await debtor.page.screenshot(toFile('after-refund'))
    const phone = await openPlayer({
      arcade,
      name: '민준',
      locale: 'ko-KR',
      viewport: { width: 360, height: 800 },
    })
    await phone.page.screenshot(toFile('phone-ko'))
    const logIn = await openPlayer({ arcade, isLoggedIn: false, viewport: { width: 1_280, height: 700 } })
    await logIn.page.screenshot(toFile('log-in'))
  },
)

/** The page with the sheet in front of it, as they are on a desktop. */
async function takePair(page: Page, sheet: Page, name: string): Promise<void> {
  const toUrl = async (shown: Page) =>
    `data:image/png;base64,${(await shown.screenshot()).toString('base64')}`
  const pair = await page.context().newPage()
  await pair.setContent(`<body style="margin:0"><img src="${await toUrl(page)}" style="display:block">
    <img src="${await toUrl(sheet)}" style="position:absolute;left:208px;top:76px;border:1px solid #000;border-top:28px solid #c9cde0;border-radius:8px;box-shadow:0 20px 60px #000"></body>`)
  await pair.screenshot(toFile(name))
  await pair.close()
}

/** Plays well enough for a picture: the ship stays in the middle, and time passes only here. */
async function takeGame(page: Page): Promise<void> {
  await page.clock.install()
  await page.locator('#insert').click()
  await page.locator('#overlay').waitFor({ state: 'hidden' })
  for (let moment = 0; moment < 9; moment += 1) {
    await page.keyboard.down('Space')
    await page.clock.runFor(220)
    await page.keyboard.up('Space')
    await page.clock.runFor(480)
  }
  await page.screenshot(toFile('game'))
}
