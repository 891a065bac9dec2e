import type { Sql } from 'postgres'
import type { BrowserContext, Page } from 'playwright'
import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { expect, vi } from '../support/test.ts'
import { browserTest, choose, readOutput, waitForCheckout } from './browser-shop.ts'
import { listAccountTokens, listPayments } from './sdk-test.ts'

// Chromium shares the processors with other tests.
vi.setConfig({ testTimeout: 200_000 })

const patient = { timeoutMs: 60_000 }

/** A game server that delivers what is paid, and remembers each delivery. */
const test = browserTest.extend('deliveries', { scope: 'file' }, ({ gameServer }, { onCleanup }) => {
  const deliveries: string[] = []
  const processor = gameServer.processPayments(async ({ payment }) => void deliveries.push(payment.id), {
    pollIntervalMs: 100,
  })
  onCleanup(() => processor.stop())
  return deliveries
})

/** What a tab does when it is killed: it waits for a call of the server, or the payment sheet is open. */
const steps = {
  'requests the purchase': { operation: 'RequestPurchase', isExecuted: false },
  'has requested the purchase and not heard it': { operation: 'RequestPurchase', isExecuted: true },
  'shows the sheet': { sheet: 'OPEN' },
  'has sold and not heard it from the sheet': { sheet: 'PAID' },
  'verifies the receipt': { operation: 'VerifyPurchase', isExecuted: false },
  'has verified the receipt and not heard it': { operation: 'VerifyPurchase', isExecuted: true },
} as const

type Step = (typeof steps)[keyof typeof steps]

/** How the other tab goes on: by the result of the killed one, by a sheet of its own, or when the player clicks again. */
type Continuation = 'RESULT' | 'SHEET' | 'CLICK'

const cases: readonly (readonly [keyof typeof steps, 'closed' | 'crashed', Continuation])[] = [
  ['requests the purchase', 'closed', 'SHEET'],
  ['has requested the purchase and not heard it', 'crashed', 'SHEET'],
  ['shows the sheet', 'closed', 'CLICK'],
  ['shows the sheet', 'crashed', 'CLICK'],
  ['has sold and not heard it from the sheet', 'closed', 'RESULT'],
  ['verifies the receipt', 'crashed', 'RESULT'],
  ['has verified the receipt and not heard it', 'closed', 'RESULT'],
]

test.for(cases)(
  'of two tabs that buy at once one %s when it is %s, and the other one ends with one payment that is delivered once',
  async ([name, end, continuation], { emulator, sql, gameServer, deliveries, openPlayer }) => {
    const { userId, context, openTab } = await openPlayer({ store: 'GOOGLE_PLAY' })
    const tabs = [await openTab(), await openTab()]
    const sheets = followSheets(context)
    const killed = await buyUntil(context, { tabs, sheets }, steps[name])
    await (end === 'closed' ? killed.close() : crash(killed))
    const other = tabs.find((tab) => tab !== killed)!
    if (continuation === 'SHEET') await choose(await sheets.waitForOpen(), 'Buy')
    if (continuation === 'CLICK') {
      expect(await readOutput(other)).toBe('unknown')
      await sheets.waitForNone()
      await other.getByRole('button').click()
      await choose(await sheets.waitForOpen(), 'Buy')
    }
    await other.locator('output', { hasText: 'paid' }).waitFor()
    expect(sheets.mostOpen()).toBe(1)
    const [payment, ...more] = await eventually(async () => {
      const payments = await listPayments(gameServer, userId)
      expect(payments.map(({ status }) => status)).toEqual(['COMPLETED'])
      return payments
    }, patient)
    expect(more).toEqual([])
    expect(deliveries.filter((id) => id === payment?.id)).toHaveLength(1)
    expect(await countSales(emulator, sql, userId)).toBe(1)
  },
)

/** Both tabs buy at once, until one of them is at the step. Returns that one. */
async function buyUntil(
  context: BrowserContext,
  { tabs, sheets }: { readonly tabs: readonly Page[]; readonly sheets: Sheets },
  step: Step,
): Promise<Page> {
  const held = 'operation' in step ? await holdCall(context, step) : null
  await Promise.all(tabs.map((tab) => tab.getByRole('button').click()))
  if ('operation' in step) {
    if (step.operation === 'VerifyPurchase') await choose(await sheets.waitForOpen(), 'Buy')
    return held!.tab
  }
  const sheet = await sheets.waitForOpen()
  const seller = await sheet.opener()
  if (step.sheet === 'PAID') {
    const { isMade } = await holdSale(context)
    await choose(sheet, 'Buy')
    await isMade
  }
  return seller!
}

/** Holds the first call of an operation for ever; the server executes it or not. `tab` is the one that made it. */
async function holdCall(
  context: BrowserContext,
  { operation, isExecuted }: Extract<Step, { readonly operation: string }>,
): Promise<{ readonly tab: Promise<Page> }> {
  const { promise: tab, resolve } = Promise.withResolvers<Page>()
  let isHolding = true
  await context.route('**/graphql', async (route) => {
    const isHeld = isHolding && (route.request().postData() ?? '').includes(`mutation ${operation}(`)
    if (!isHeld) return route.continue()
    isHolding = false
    if (isExecuted) await route.fetch()
    resolve(route.request().frame().page())
  })
  return { tab }
}

/** The store sells, and its sheet never hears that. */
async function holdSale(context: BrowserContext): Promise<{ readonly isMade: Promise<true> }> {
  const { promise: isMade, resolve } = Promise.withResolvers<true>()
  await context.route('**/control/purchases', async (route) => {
    await route.fetch()
    resolve(true)
  })
  return { isMade }
}

/** The process of the tab ends without a warning. */
async function crash(tab: Page): Promise<void> {
  const crashed = tab.waitForEvent('crash')
  const session = await tab.context().newCDPSession(tab)
  // A process that has ended does not answer.
  session.send('Page.crash').catch(() => undefined)
  await crashed
}

type Sheets = ReturnType<typeof followSheets>

/** The payment sheets of all tabs. */
function followSheets(context: BrowserContext) {
  const open = new Set<Page>()
  let mostOpen = 0
  context.on('page', (page) => {
    open.add(page)
    mostOpen = Math.max(mostOpen, open.size)
    page.on('close', () => open.delete(page))
    page.on('crash', () => open.delete(page))
  })
  return {
    mostOpen: () => mostOpen,
    waitForOpen: async (): Promise<Page> => {
      const [sheet] = await eventually(() => {
        expect(open.size).toBe(1)
        return [...open]
      }, patient)
      return waitForCheckout(sheet!)
    },
    waitForNone: () => eventually(() => expect(open.size).toBe(0), patient),
  }
}

/** The paid sales of the player in the books of the store. */
async function countSales(emulator: EmulatorAddress, sql: Sql, userId: string): Promise<number> {
  const tokens = await listAccountTokens(sql, userId)
  const sales = await Promise.all(
    tokens.map(async (accountToken) => {
      const query = new URLSearchParams({ store: 'GOOGLE_PLAY', accountToken }).toString()
      const page = await control(emulator, 'GET', `/control/purchases?${query}`)
      return (page as { readonly purchases: readonly { readonly state: string }[] }).purchases
    }),
  )
  return sales.flat().filter(({ state }) => state === 'PAID').length
}
