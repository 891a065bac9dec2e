import postgres from 'postgres'
import { chromium, type Browser, type Cookie } from 'playwright'
import { encodeId } from '../src/platform/ids.ts'
import { findProgram } from '../test/setup/find-program.ts'
import { addOperator, addSession } from '../test/support/operators.ts'
import { benchSecret, startApi, type BenchEnvironment } from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { insertConsoleData } from './console-data.ts'
import { formatTable, ms } from './table.ts'

const limitMs = 1_000
const paymentCount = 10_000
const loadCount = 7

/** Resolves with the largest contentful paint once it no longer changes, in milliseconds since the navigation. */
const readPaint = `new Promise((resolve) => {
  let last = 0
  new PerformanceObserver((list) => {
    for (const { startTime } of list.getEntries()) last = startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  setTimeout(() => resolve(last), 1_500)
})`

/** How long the pages of the console take until their largest content is painted, each time in a browser without a cache. */
export async function benchConsolePaint(
  { folder, databaseUrl, redisUrl }: BenchEnvironment,
  { appId }: BenchProject,
): Promise<string> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined })
  await insertConsoleData(sql, appId, { count: paymentCount, folder })
  const [payment] = await sql<{ id: string }[]>`select id from payments where app_id = ${appId} limit 1`
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const api = await startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' })
  const executablePath = await findProgram({
    names: ['chromium', 'chromium-browser', 'google-chrome'],
    debianPackage: 'chromium',
  })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const operator = await addOperator(sql, { installationOwner: true })
    const { cookie = '' } = await addSession(
      { server: { secret: benchSecret, graphqlUrl: api.url }, sql },
      operator,
    )
    const [name = '', value = ''] = cookie.split('=')
    const session = { name, value, url: api.url, httpOnly: true, sameSite: 'Strict' } as const
    const rows: string[][] = []
    const pages = [
      ['overview', '/overview'],
      ['payments', '/payments'],
      ['payment', `/payments/${encodeId('pay', payment?.id ?? '')}`],
    ] as const
    for (const [page, path] of pages) {
      const url = new URL(`/console${path}?app=${encodeId('ak', appId)}`, api.url).href
      rows.push([page, ...(await measure(browser, session, url))])
    }
    const head = ['page', 'median ms', `slowest of ${loadCount} ms (limit ${limitMs})`]
    return `### Largest contentful paint of the console\n\n${formatTable(head, rows)}`
  } finally {
    await browser.close()
    await api.stop()
    await sql.end()
  }
}

type Session = Pick<Cookie, 'name' | 'value' | 'httpOnly' | 'sameSite'> & { readonly url: string }

async function measure(browser: Browser, session: Session, url: string): Promise<string[]> {
  const paints: number[] = []
  for (let load = 0; load < loadCount; load += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
    await context.addCookies([session])
    const page = await context.newPage()
    await page.goto(url)
    await page.locator('main h1, main h2, main table').first().waitFor()
    paints.push(await page.evaluate<number>(readPaint))
    await context.close()
  }
  const sorted = paints.toSorted((a, b) => a - b)
  const slowest = sorted.at(-1) ?? 0
  return [ms(sorted[Math.floor(loadCount / 2)] ?? 0), `${ms(slowest)}${slowest < limitMs ? '' : ' too slow'}`]
}
