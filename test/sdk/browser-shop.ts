import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { stripTypeScriptTypes } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright'
import type { CoinslotServer } from '../../packages/sdk/src/server.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { findProgram } from '../setup/find-program.ts'
import { expectField } from '../support/purchase-client.ts'
import { repositoryRoot } from '../support/server-process.ts'
import type { TestServer } from '../support/test-server.ts'
import { newUserId, sdkTest } from './sdk-test.ts'

const sources = join(repositoryRoot, 'packages', 'sdk')

/** The item is `coins_100`, unless the page is told another one. */
const shopPage = `<!doctype html>
<title>Arcade</title>
<button>Buy</button>
<output></output>
<script type="module">
  import { createCoinslot } from '/src/index.ts'
  import { emulatorCheckout } from '/src/bridges.ts'
  import { createEntitlements } from '/src/entitlements.ts'
  const { checkout, itemId = 'coins_100', ...options } = JSON.parse(new URLSearchParams(location.search).get('options'))
  const shop = createCoinslot({ ...options, bridge: emulatorCheckout(checkout) })
  const access = createEntitlements(shop)
  const output = document.querySelector('output')
  const show = async (result) => {
    const entitlements = await access.entitlements()
    output.dataset.entitlements = entitlements.filter(({ isActive }) => isActive).map(({ key }) => key).join(' ')
    output.dataset.item = result.itemId
    output.textContent = result.status
  }
  shop.onPurchaseUpdated(show)
  document.querySelector('button').onclick = async () => {
    output.textContent = ''
    await show(await shop.purchase(itemId))
  }
  await shop.reprocess()
  const [item] = (await shop.items()).filter((each) => each.itemId === itemId)
  document.querySelector('button').textContent = item?.displayPrice ?? 'Not sold'
  document.body.dataset.state = 'ready'
</script>`

/** A browser and a web server that has the page of a game and the SDK, without its types. */
export const browserTest = sdkTest
  .extend('browser', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const names = ['chromium', 'chromium-browser', 'google-chrome']
    const executablePath = await findProgram({ names, debianPackage: 'chromium' })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('gameOrigin', { scope: 'file' }, async ({ admin }, { onCleanup }) => {
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
    const origin = `http://127.0.0.1:${(web.address() as AddressInfo).port}`
    expectField(await admin.mutate('updateAppKey', { allowedOrigins: [origin] }), 'appKey')
    return origin
  })
  .extend('openPlayer', ({ server, project, gameServer, browser, gameOrigin }, { onCleanup }) => {
    const players: BrowserPlayer[] = []
    onCleanup(async () => {
      for (const { context } of players) await context.close()
    })
    return async (options: PlayerOptions): Promise<BrowserPlayer> => {
      const player = await openPlayer({ server, project, gameServer, browser, gameOrigin }, options)
      players.push(player)
      return player
    }
  })

/** A player with a browser of their own. */
export type BrowserPlayer = {
  readonly userId: string
  readonly context: BrowserContext
  /** Opens a tab with the shop, and waits until it has continued what earlier ones began. */
  readonly openTab: (itemId?: string) => Promise<Page>
  /** Clicks on the button of a tab, and waits for the checkout that it opens. */
  readonly openCheckout: (tab: Page) => Promise<Page>
}

export type PlayerOptions = {
  readonly store: string
  /** The store account of the player; missing: each purchase has one of its own. */
  readonly customer?: string
  readonly subscriptionGroups?: readonly (readonly string[])[]
  readonly browserOptions?: BrowserContextOptions
}

type ShopFixtures = {
  readonly server: TestServer
  readonly project: DevApp
  readonly gameServer: CoinslotServer
  readonly browser: Browser
  readonly gameOrigin: string
}

async function openPlayer(
  { server, project, gameServer, browser, gameOrigin }: ShopFixtures,
  { browserOptions, ...checkout }: PlayerOptions,
): Promise<BrowserPlayer> {
  const userId = newUserId()
  const { graphqlUrl: url, emulator } = server
  const userToken = await gameServer.signUserToken({ userId })
  const context = await browser.newContext(browserOptions)
  const openTab = async (itemId?: string) => {
    const options = {
      ...{ url, appKey: project.appKey, userToken, itemId },
      checkout: { emulatorUrl: emulator.url, ...checkout },
    }
    const tab = await context.newPage()
    await tab.goto(`${gameOrigin}/?${new URLSearchParams({ options: JSON.stringify(options) }).toString()}`)
    await waitForShop(tab)
    return tab
  }
  const openCheckout = async (tab: Page) => {
    const opened = context.waitForEvent('page')
    await tab.getByRole('button').click()
    return waitForCheckout(await opened)
  }
  return { userId, context, openTab, openCheckout }
}

/** Its buttons do nothing before its script has run. */
export async function waitForCheckout(checkout: Page): Promise<Page> {
  await checkout.waitForURL('**/checkout?*')
  await checkout.waitForLoadState('load')
  return checkout
}

/** Waits until the page has continued what an earlier one began. */
export const waitForShop = (page: Page) =>
  page.locator('body[data-state=ready]').waitFor({ state: 'attached' })

export const choose = (checkout: Page, choice: string) =>
  checkout.getByRole('button', { name: choice, exact: true }).click()

/** What the page shows, as soon as it shows something. */
export async function readOutput(page: Page): Promise<string | null> {
  await page.locator('output', { hasText: /\w/ }).waitFor()
  return page.locator('output').textContent()
}
