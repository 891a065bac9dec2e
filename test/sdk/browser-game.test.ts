import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright'
import type { CoinslotServer } from '../../packages/sdk/src/server.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { findProgram } from '../setup/find-program.ts'
import { expectField, type createServerClient } from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { expect } from '../support/test.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import { listPayments, newUserId, sdkTest } from './sdk-test.ts'

const sources = join(repositoryRoot, 'packages', 'sdk')

const shopPage = `<!doctype html>
<title>Arcade</title>
<button>Buy coins</button>
<output></output>
<script type="module">
  import { createCoinslot } from '/src/index.ts'
  import { emulatorCheckout } from '/src/bridges.ts'
  const { emulatorUrl, store, ...options } = JSON.parse(new URLSearchParams(location.search).get('options'))
  const shop = createCoinslot({ ...options, bridge: emulatorCheckout({ emulatorUrl, store }) })
  const show = (result) => {
    document.querySelector('output').textContent = result.status
  }
  shop.onPurchaseUpdated(show)
  document.querySelector('button').onclick = async () => show(await shop.purchase('coins_100'))
  await shop.reprocess()
  document.body.dataset.state = 'ready'
</script>`

/** A browser and a web server that has the page of a game and the SDK, without its types. */
const test = sdkTest
  .extend('browser', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const names = ['chromium', 'chromium-browser', 'google-chrome']
    const executablePath = await findProgram({ names, debianPackage: 'chromium' })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('gameOrigin', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const web = createServer((request, response) => {
      const { pathname } = new URL(request.url ?? '', 'http://localhost')
      const isSource = /^\/src\/[\w/-]+\.ts$/.test(pathname)
      response.setHeader('content-type', isSource ? 'text/javascript' : 'text/html')
      const content = isSource
        ? readFile(join(sources, pathname), 'utf8').then(stripTypeScriptTypes)
        : shopPage
      void Promise.resolve(content).then((text) => response.end(text))
    })
    web.listen(0, '127.0.0.1')
    await once(web, 'listening')
    onCleanup(() => {
      web.closeAllConnections()
      web.close()
    })
    return `http://127.0.0.1:${(web.address() as AddressInfo).port}`
  })

type ShopFixtures = {
  readonly server: TestServer
  readonly project: DevApp
  readonly admin: ReturnType<typeof createServerClient>
  readonly gameServer: CoinslotServer
  readonly browser: Browser
  readonly gameOrigin: string
}

/** A page with the shop of a new player, and a function that opens the checkout. */
async function openShop(
  { server, project, admin, gameServer, browser, gameOrigin }: ShopFixtures,
  store: string,
): Promise<{ readonly page: Page; readonly userId: string; readonly openCheckout: () => Promise<Page> }> {
  expectField(await admin.mutate('updateAppKey', { allowedOrigins: [gameOrigin] }), 'appKey')
  const userId = newUserId()
  const { graphqlUrl: url, emulator } = server
  const userToken = await gameServer.signUserToken({ userId })
  const options = { url, appKey: project.appKey, userToken, emulatorUrl: emulator.url, store }
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${gameOrigin}/?${new URLSearchParams({ options: JSON.stringify(options) }).toString()}`)
  await waitForShop(page)
  const openCheckout = async () => {
    const opened = context.waitForEvent('page')
    await page.getByRole('button').click()
    const checkout = await opened
    // Its buttons do nothing before its script has run.
    await checkout.waitForURL('**/checkout?*')
    return checkout
  }
  return { page, userId, openCheckout }
}

/** Waits until the page has continued what an earlier one began. */
const waitForShop = (page: Page) => page.locator('body[data-state=ready]').waitFor({ state: 'attached' })

/** What the page shows, as soon as it shows something. */
async function readOutput(page: Page): Promise<string | null> {
  await page.locator('output', { hasText: /\w/ }).waitFor()
  return page.locator('output').textContent()
}

test.for([
  ['APP_STORE', 'Buy', 'paid'],
  ['GOOGLE_PLAY', 'Buy', 'paid'],
  ['ONE_STORE', 'Buy', 'paid'],
  ['TEST_STORE', 'Buy', 'paid'],
  ['GOOGLE_PLAY', 'Buy with a pending payment', 'pending'],
  ['APP_STORE', 'Buy with a pending payment', 'pending'],
  ['TEST_STORE', 'Decline', 'failed'],
  ['TEST_STORE', 'Close the window', 'canceled'],
] as const)(
  'a browser game that buys in %s with the choice %s has a purchase that is %s',
  async ([store, choice, status], { server, project, admin, gameServer, browser, gameOrigin }) => {
    const shop = { server, project, admin, gameServer, browser, gameOrigin }
    const { page, userId, openCheckout } = await openShop(shop, store)
    const checkout = await openCheckout()
    if (choice === 'Close the window') await checkout.close()
    else await checkout.getByRole('button', { name: choice, exact: true }).click()
    expect(await readOutput(page)).toBe(status)
    expect((await listPayments(gameServer, userId)).length).toBe(status === 'paid' ? 1 : 0)
    await page.context().close()
  },
)

test('a browser game whose page is reloaded while the checkout is open finds the payment', async ({
  server,
  project,
  admin,
  gameServer,
  browser,
  gameOrigin,
}) => {
  const shop = { server, project, admin, gameServer, browser, gameOrigin }
  const { page, userId, openCheckout } = await openShop(shop, 'APP_STORE')
  const checkout = await openCheckout()
  await page.reload()
  await waitForShop(page)
  // The earlier page is gone, so nobody receives the message of the checkout.
  await checkout.getByRole('button', { name: 'Buy', exact: true }).click()
  await checkout.getByText('The purchase is paid.').waitFor()
  await page.reload()
  expect(await readOutput(page)).toBe('paid')
  expect((await listPayments(gameServer, userId)).length).toBe(1)
  await page.context().close()
})

test('two tabs that buy at the same moment open one sheet and both have the payment, also with a clock that is a year ahead', async ({
  server,
  project,
  admin,
  gameServer,
  browser,
  gameOrigin,
}) => {
  expectField(await admin.mutate('updateAppKey', { allowedOrigins: [gameOrigin] }), 'appKey')
  const userId = newUserId()
  const { graphqlUrl: url, emulator } = server
  const userToken = await gameServer.signUserToken({ userId })
  const options = { url, appKey: project.appKey, userToken, emulatorUrl: emulator.url, store: 'GOOGLE_PLAY' }
  const context = await browser.newContext()
  await context.clock.setSystemTime(Date.now() + 365 * dayMs)
  const tabs = await Promise.all([context.newPage(), context.newPage()])
  const search = new URLSearchParams({ options: JSON.stringify(options) }).toString()
  for (const tab of tabs) {
    await tab.goto(`${gameOrigin}/?${search}`)
    await waitForShop(tab)
  }
  const opened = context.waitForEvent('page')
  await Promise.all(tabs.map((tab) => tab.getByRole('button').click()))
  const checkout = await opened
  await checkout.waitForURL('**/checkout?*')
  await checkout.getByRole('button', { name: 'Buy', exact: true }).click()
  for (const tab of tabs) {
    await tab.locator('output', { hasText: /\w/ }).waitFor()
    expect(await tab.locator('output').textContent()).toBe('paid')
  }
  expect(await listPayments(gameServer, userId)).toHaveLength(1)
  await context.close()
})
