import AxeBuilder from '@axe-core/playwright'
import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright'
import type { OperatorRole } from '../../src/domain/models.ts'
import { addOperator, password } from '../operators/operator-test.ts'
import { findProgram } from '../setup/find-program.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { addSession, setGrant } from '../support/operators.ts'
import { expect, serverTest } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'

const run = promisify(execFile)

/** Where the screenshots are kept, to be looked at. */
const screenshots = join(tmpdir(), 'coinslot-console')

type Window = BrowserContextOptions & {
  readonly theme?: 'light' | 'dark'
  /** Whether the operator has a session; otherwise the page begins with the sign-in. Default true. */
  readonly signedIn?: boolean
  /** The operator's role at the AppKey. Default: an owner of the installation. */
  readonly role?: OperatorRole
  /** Whether the session confirmed a second factor a moment ago. Default false. */
  readonly hasFreshFactor?: boolean
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
  // The server looks for the built files when it starts.
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }): TestServerOptions => ({}))
  .extend('operator', { scope: 'file' }, ({ services }) => addOperator(services, { installationOwner: true }))
  .extend('openConsole', ({ browser, server, project, services, operator, sql }, { onCleanup }) => {
    const contexts: BrowserContext[] = []
    onCleanup(async () => {
      for (const context of contexts) await context.close()
    })
    return async ({
      theme = 'light',
      signedIn = true,
      role,
      hasFreshFactor = false,
      ...options
    }: Window = {}): Promise<ConsolePage> => {
      const context = await browser.newContext({
        baseURL: server.instance.url,
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
        const acting = role === undefined ? operator : await addOperator(services)
        if (role !== undefined) await setGrant(sql, acting, project, role)
        const secondFactorAt = hasFreshFactor ? new Date() : null
        const { cookie = '' } = await addSession({ server, sql }, acting, { secondFactorAt })
        const [name = '', value = ''] = cookie.split('=')
        await context.addCookies([
          { name, value, url: server.instance.url, httpOnly: true, sameSite: 'Strict' },
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

const isNarrow = 'document.documentElement.scrollWidth <= document.documentElement.clientWidth'

/** Whether something is wider than the window. */
export const isScrollable = async (page: Page) => !(await page.evaluate<boolean>(isNarrow))

const languages = [
  ['en', 'en-US'],
  ['ko', 'ko-KR'],
] as const
const sizes = [
  ['desktop', 1280],
  ['phone', 360],
] as const

/**
 * Looks at a page in both languages and themes, on a desktop and on a phone: nothing scrolls sideways, axe finds nothing, and the
 * screenshots are kept. `ready` waits for the content; it must work in both languages.
 */
export async function checkLooks(
  openConsole: (window: Window) => Promise<ConsolePage>,
  {
    path,
    name,
    ready,
    ...window
  }: Window & {
    readonly path: string
    readonly name: string
    readonly ready: (page: Page) => Promise<unknown>
  },
): Promise<void> {
  for (const [language, locale] of languages) {
    const theme = language === 'en' ? 'light' : 'dark'
    const { page, open, reports, findViolations, takeScreenshot } = await openConsole({
      ...window,
      locale,
      theme,
    })
    await open(path)
    await ready(page)
    for (const [size, width] of sizes) {
      await page.setViewportSize({ width, height: 800 })
      await ready(page)
      await page.waitForLoadState('networkidle')
      // Charts follow the size of the window a moment later.
      await page.waitForFunction(isNarrow, undefined, { timeout: 5_000 }).catch(() => undefined)
      expect.soft(await isScrollable(page), `${name} is scrolled sideways, ${language}, ${size}`).toBe(false)
      expect.soft(await findViolations(), `${name}, ${language}, ${size}`).toEqual([])
      await takeScreenshot(`${name}-${language}-${theme}-${size}`)
    }
    expect.soft(reports, `${name}, ${language}`).toEqual([])
    await page.close()
  }
}

/** The row of a list. */
export const row = (id: string) => `tr[data-row="${id}"]`

/** Chromium shares two cores with the other tests. */
export const slowMs = 90_000
