import AxeBuilder from '@axe-core/playwright'
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright'
import { addOperator, password } from '../operators/operator-test.ts'
import { findProgram } from '../setup/find-program.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { addSession } from '../support/operators.ts'
import { serverTest } from '../support/test.ts'

const run = promisify(execFile)

/** Where the screenshots are kept, to be looked at. */
const screenshots = join(tmpdir(), 'coinslot-console')

type Window = BrowserContextOptions & {
  readonly theme?: 'light' | 'dark'
  /** Whether the operator has a session; otherwise the page begins with the sign-in. Default true. */
  readonly signedIn?: boolean
}

/** A page of the console in a window of its own, and what the browser reported about it. */
export type ConsolePage = {
  readonly page: Page
  readonly context: BrowserContext
  /** Errors of scripts, and what the policy of the page refused. */
  readonly reports: string[]
  open: (path: string) => Promise<void>
  /** The violations of accessibility rules that axe finds. */
  findViolations: () => Promise<string[]>
  takeScreenshot: (name: string) => Promise<void>
}

/** Tests in Chromium: one browser, one server and the files that are built from the current source serve a file. */
export const consoleTest = serverTest
  .extend('builtConsole', { scope: 'file' }, async ({ temporaryRoot: _ }) => {
    // Of test files that run at the same time one builds, and none while another one shows the files.
    const lock = join(tmpdir(), 'coinslot-console-build.lock')
    const build = join(repositoryRoot, 'deploy', 'build-console.mjs')
    await run('flock', [lock, process.execPath, build, '--if-changed'])
    return true
  })
  .extend('browser', { scope: 'file' }, async ({ builtConsole: _ }, { onCleanup }) => {
    const executablePath = await findProgram({
      names: ['chromium', 'chromium-browser', 'google-chrome'],
      debianPackage: 'chromium',
    })
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
    onCleanup(() => browser.close())
    return browser
  })
  .extend('builtServer', { scope: 'file' }, async ({ builtConsole: _, server }) => server)
  .extend('operator', { scope: 'file' }, ({ services }) => addOperator(services, { installationOwner: true }))
  .extend('openConsole', ({ browser, builtServer, project, operator, sql }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async ({ theme = 'light', signedIn = true, ...options }: Window = {}): Promise<ConsolePage> => {
      const context = await browser.newContext({
        baseURL: builtServer.instance.url,
        locale: 'en-US',
        timezoneId: 'Asia/Seoul',
        colorScheme: theme,
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      })
      contexts.push(context)
      if (signedIn) {
        const { cookie = '' } = await addSession({ server: builtServer, sql }, operator)
        const [name = '', value = ''] = cookie.split('=')
        await context.addCookies([
          { name, value, url: builtServer.instance.url, httpOnly: true, sameSite: 'Strict' },
        ])
      }
      const page = await context.newPage()
      page.setDefaultTimeout(20_000)
      const reports = collectReports(page)
      const open = async (path: string) => {
        const separator = path.includes('?') ? '&' : '?'
        await page.goto(`/console${path}${separator}app=${project.appKey}`)
      }
      return { page, context, reports, open, ...inspect(page) }
    }
  })

function collectReports(page: Page): string[] {
  const reports: string[] = []
  page.on('pageerror', (error) => reports.push(error.message))
  page.on('console', (message) => {
    const text = message.text()
    // The browser reports each answer of 401, which is how a page learns that there is no session.
    if (message.type() === 'error' && !text.includes('401')) reports.push(text)
  })
  return reports
}

/** Signs in with the password. The button is a different one in each language. */
export async function signInWith(page: Page, email: string, ownPassword = password): Promise<void> {
  await page.locator('input[name=email]').fill(email)
  await page.locator('input[name=password]').fill(ownPassword)
  await page.locator('form button[type=submit]').first().click()
}

function inspect(page: Page) {
  return {
    findViolations: async () => {
      const { violations } = await new AxeBuilder({ page }).analyze()
      return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`))
    },
    takeScreenshot: async (name: string) => {
      await mkdir(screenshots, { recursive: true })
      await page.screenshot({ path: join(screenshots, `${name}.png`) })
    },
  }
}

/** Whether something is wider than the window. */
export const isScrollable = (page: Page) =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth')

/** The row of a payment. */
export const row = (id: string) => `tr[data-payment="${id}"]`

/** Chromium shares two cores with the other tests. */
export const slowMs = 90_000
