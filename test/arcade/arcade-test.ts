import AxeBuilder from '@axe-core/playwright'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright'
import { createCoinslotServer, type CoinslotServer } from '../../packages/sdk/src/server.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { findProgram } from '../setup/find-program.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { newUserId } from '../support/purchase-client.ts'
import { repositoryRoot, spawnScript, waitForOutput, type ChildHandle } from '../support/server-process.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { serverTest } from '../support/test.ts'
import type { TestServer, TestServerOptions } from '../support/test-server.ts'
import { startGateway, type Gateway } from './gateway.ts'

/** A game server in a process of its own. Browsers see one address, also after it was started again. */
export type Arcade = {
  readonly origin: string
  readonly gateway: Gateway
  /** Kills the process without a warning, and starts another one with the same storage. */
  readonly killAndRestart: () => Promise<void>
  readonly coinslot: CoinslotServer
  readonly close: () => Promise<void>
}

type ArcadeOptions = {
  readonly server: TestServer
  readonly project: DevApp
  readonly folder: string
  readonly isBuiltIn?: boolean
}

const script = join(repositoryRoot, 'examples', 'arcade', 'start.ts')

async function startArcade({ server, project, folder, isBuiltIn = false }: ArcadeOptions): Promise<Arcade> {
  const gateway = await startGateway(server.graphqlUrl)
  let port = 0
  const front = await startTcpProxy(
    () => port,
    () => 'pass',
  )
  const origin = `http://127.0.0.1:${front.port}`
  const dataDir = await mkdtemp(join(folder, 'arcade-'))
  const start = async (): Promise<ChildHandle> => {
    const options = ['--port', '0', '--origin', origin, ...(isBuiltIn ? ['--built-in'] : [])]
    const child = spawnScript(script, options, {
      COINSLOT_URL: gateway.url,
      COINSLOT_APP_KEY: project.appKey,
      COINSLOT_SERVER_KEY: project.serverKey,
      COINSLOT_USER_TOKEN_SECRET: project.userTokenSecret,
      STORE_EMULATOR_URL: server.emulator.url,
      ARCADE_DATA_DIR: dataDir,
    })
    const [, started = ''] = await waitForOutput(child, /The arcade is at http:\/\/127\.0\.0\.1:(\d+)/)
    port = Number(started)
    return child
  }
  let running = await start()
  return {
    origin,
    gateway,
    killAndRestart: async () => {
      await running.kill('SIGKILL')
      running = await start()
    },
    coinslot: createCoinslotServer({ url: server.graphqlUrl, serverKey: project.serverKey }),
    close: async () => {
      await running.kill('SIGTERM')
      await front.close()
      await gateway.close()
    },
  }
}

/** A page of the game in which a player is logged in. */
export type Player = {
  readonly name: string
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of scripts, and what the policy of the page refused. */
  readonly reports: readonly string[]
}

export type PlayerOptions = BrowserContextOptions & {
  readonly arcade: Arcade
  readonly store?: string
  readonly isLoggedIn?: boolean
  readonly name?: string
}

/** Tests of the arcade in Chromium: one server, one emulator, one browser and one game server serve a file. */
export const arcadeTest = serverTest
  .extend('serverOptions', { scope: 'file' }, (): TestServerOptions => ({ notifications: true }))
  .extend('arcade', { scope: 'file' }, async ({ server, project, temporaryFolder }, { onCleanup }) => {
    const arcade = await startArcade({ server, project, folder: temporaryFolder })
    onCleanup(arcade.close)
    return arcade
  })
  .extend('builtInArcade', { scope: 'file' }, async ({ server, temporaryFolder }, { onCleanup }) => {
    const project = await server.addProject({ consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    const arcade = await startArcade({ server, project, folder: temporaryFolder, isBuiltIn: true })
    onCleanup(arcade.close)
    return arcade
  })
  .extend('browser', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const names = ['chromium', 'chromium-browser', 'google-chrome']
    const executablePath = await findProgram({ names, debianPackage: 'chromium' })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('openPlayer', ({ browser }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async ({ arcade, store, isLoggedIn = true, name, ...options }: PlayerOptions): Promise<Player> => {
      const context = await browser.newContext({
        locale: 'en-US',
        viewport: { width: 1280, height: 860 },
        reducedMotion: 'reduce',
        ...options,
      })
      contexts.push(context)
      context.setDefaultTimeout(30_000)
      const page = await context.newPage()
      const player = { name: name ?? newUserId().slice(0, 20), page, context, reports: collectReports(page) }
      await page.goto(arcade.origin)
      if (isLoggedIn) await logIn(player)
      if (store !== undefined) await selectStore(page, store)
      return player
    }
  })

async function logIn({ page, name }: Player): Promise<void> {
  await page.locator('#name').fill(name)
  await page.locator('#log-in button').click()
  await waitForShop(page)
}

/** The items have their prices, and the game server has sent the player's coins. */
export async function waitForShop(page: Page): Promise<void> {
  await page.locator('#items button:enabled').first().waitFor()
  await page.locator('#coins', { hasText: /^-?[1-9]/ }).waitFor()
}

export async function selectStore(page: Page, store: string): Promise<void> {
  await page.getByRole('radio', { name: store }).check()
  await page.locator('#items button:enabled').first().waitFor()
}

/** Opens the payment sheet of an item. */
export async function openSheet({ page, context }: Player, item: string): Promise<Page> {
  const opened = context.waitForEvent('page')
  await page.getByRole('button', { name: `Buy: ${item}` }).click()
  const sheet = await opened
  // Its buttons do nothing before its script has run.
  await sheet.waitForURL('**/checkout?*')
  await sheet.waitForLoadState('load')
  return sheet
}

export const chooseInSheet = (sheet: Page, choice: string) =>
  sheet.getByRole('button', { name: choice, exact: true }).click()

/** Buys an item, and waits until the page says that it was delivered. */
export async function buyInArcade(player: Player, item: string): Promise<void> {
  await chooseInSheet(await openSheet(player, item), 'Buy')
  await waitForDelivery(player.page)
}

/** Subscribes, and waits until the page is one without an advertisement, also after its next start. */
export async function subscribeInArcade(player: Player): Promise<void> {
  const { page } = player
  await page.locator('#ad').waitFor()
  await chooseInSheet(await openSheet(player, 'VIP'), 'Start the free trial')
  await waitForDelivery(page)
  await waitForMessage(page, 'You are VIP.')
  await page.locator('#ad').waitFor({ state: 'hidden' })
  await page.reload()
  await page.locator('#vip').waitFor()
  await page.getByRole('button', { name: 'Yours: VIP' }).waitFor()
  if (await page.locator('#ad').isVisible()) throw new Error('The advertisement is shown to a VIP.')
}

export const waitForDelivery = (page: Page) => page.locator('#steps li.done:nth-child(4)').waitFor()

export const waitForCoins = (page: Page, coins: number) =>
  page.locator('#coins', { hasText: new RegExp(`^${coins}$`) }).waitFor()

export const waitForMessage = (page: Page, text: string) =>
  page.locator('#message', { hasText: text }).waitFor()

/** Spends coins as the game does. */
export const payRuns = (page: Page, count: number) =>
  page.evaluate(async (runs) => {
    for (let run = 0; run < runs; run += 1) await fetch('/api/runs', { method: 'POST' })
  }, count)

/** The newest purchase at the stores. */
export async function findNewestStorePurchase({ emulator }: TestServer): Promise<string> {
  const response = await fetch(`${emulator.url}/control/purchases?first=1`)
  const { purchases } = (await response.json()) as { readonly purchases: readonly { readonly id: string }[] }
  return purchases[0]?.id ?? ''
}

export async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
}

function collectReports(page: Page): string[] {
  const reports: string[] = []
  page.on('pageerror', (error) => reports.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') reports.push(message.text())
  })
  return reports
}
