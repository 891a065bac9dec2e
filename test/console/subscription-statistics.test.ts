import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { act } from '../subscriptions/subscription-fixture.ts'
import { expect, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { checkLooks, slowMs } from './console-test.ts'
import { subscriptionPageTest } from './subscription-page-test.ts'

/** Subscribers in each state that a store gives at once: in a trial, paying at two stores, leaving, and gone. */
const test = subscriptionPageTest.extend(
  'subscribers',
  { scope: 'file' },
  async ({ buySubscription, server, sql }) => {
    await buySubscription({ offers: [{ kind: 'TRIAL', period: 'P1W' }] })
    await buySubscription()
    await buySubscription({ store: 'APP_STORE', itemId: 'vip_gold', currencyCode: 'KRW', amount: '9900' })
    const leaving = await buySubscription()
    const gone = await buySubscription()
    await act(server.emulator, leaving.atStore.id, 'cancel')
    await act(server.emulator, gone.atStore.id, 'revoke')
    await waitForIdle(server, sql, 60_000)
  },
)

vi.setConfig({ testTimeout: slowMs })

const document = `{
  subscriptionStatistics {
    current { active willNotRenew inTrial }
    recurringRevenue { currencyCode paymentCount }
    movement { started renewed expired revoked }
    churn { count }
  }
}`

/** The number beside a name. */
const figure = (page: Page, name: string) =>
  page
    .getByRole('region', { name: 'Subscriptions now' })
    .locator('div', { hasText: name })
    .locator('dd')
    .first()

/** The number of rows in the list of payments or subscriptions that a number has opened. */
async function countRows(page: Page, list: 'pay' | 'sub', expected: number): Promise<number> {
  const rows = page.locator(`tr[data-row^="${list}_"]`)
  await rows.nth(expected - 1).waitFor()
  return rows.count()
}

test('the numbers are those of the API, and each opens as many rows', async ({
  openConsole,
  subscribers: _,
  admin,
}) => {
  const { subscriptionStatistics } = await admin.query(document)
  const { current, recurringRevenue, movement, churn } = subscriptionStatistics
  const { page, open, reports } = await openConsole({ role: 'VIEWER' })
  await open('/statistics/subscriptions')
  const numbers = [
    ['Active', current.active],
    ['of which will not renew', current.willNotRenew],
    ['of which in a free trial', current.inTrial],
  ] as const
  for (const [name, count] of numbers) {
    expect(count).toBeGreaterThan(0)
    expect(await figure(page, name).innerText()).toBe(String(count))
  }
  await figure(page, 'of which in a free trial').getByRole('link').click()
  expect(await countRows(page, 'sub', current.inTrial)).toBe(current.inTrial)
  await page.goBack()
  const revenue = page.getByRole('region', { name: 'Monthly recurring revenue' })
  for (const { currencyCode, paymentCount } of recurringRevenue) {
    const cells = revenue.locator('tr', { hasText: currencyCode ?? '' }).getByRole('cell')
    expect(await cells.last().innerText()).toBe(String(paymentCount))
  }
  const { currencyCode: currency = '', paymentCount = 0 } = recurringRevenue[0] ?? {}
  await revenue
    .locator('tr', { hasText: currency ?? '' })
    .getByRole('link')
    .click()
  expect(await countRows(page, 'pay', paymentCount)).toBe(paymentCount)
  await page.goBack()
  const sum = (name: 'started' | 'renewed' | 'expired' | 'revoked') =>
    movement.reduce((total, each) => total + each[name], 0)
  const total = page.getByRole('region', { name: 'Movement' }).getByRole('row', { name: /^Whole period/ })
  const cells = await total.getByRole('cell').allInnerTexts()
  expect([cells[1], cells[3], cells[7], cells[8]]).toEqual(
    [sum('started'), sum('renewed'), sum('expired'), sum('revoked')].map(String),
  )
  await total.getByRole('link').first().click()
  expect(await countRows(page, 'pay', sum('started'))).toBe(sum('started'))
  await page.goBack()
  const reason = page.getByRole('region', { name: 'Why subscriptions ended' }).getByRole('link').first()
  expect(await reason.innerText()).toBe(String(churn[0]?.count))
  await reason.click()
  expect(await countRows(page, 'sub', churn[0]?.count ?? 0)).toBe(churn[0]?.count)
  expect(reports).toEqual([])
})

test('the CSV has the numbers that the page shows', async ({ openConsole, subscribers: _, admin }) => {
  const { subscriptionStatistics } = await admin.query(document)
  const { current, movement, recurringRevenue } = subscriptionStatistics
  const { page, open } = await openConsole({ role: 'VIEWER' })
  await open('/statistics/subscriptions')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const file = await download
  expect(file.suggestedFilename()).toMatch(/^subscription-statistics-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const rows = (await readFile(await file.path(), 'utf8')).split('\r\n').map((row) => row.split(','))
  const find = (figure: string, measure: string) =>
    rows.filter((row) => row[0] === figure && row[1] === measure).map((row) => row[2])
  expect(find('current', 'active')).toEqual([String(current.active)])
  expect(find('movement', 'started')).toEqual(movement.map(({ started }) => String(started)))
  expect(find('recurringRevenue', 'paymentCount')).toEqual(
    recurringRevenue.map(({ paymentCount }) => String(paymentCount)),
  )
})

test('the statistics of subscriptions say when there are none, and support has none', async ({
  openConsole,
  subscribers: _,
}) => {
  const { page, open } = await openConsole({ role: 'VIEWER' })
  await open('/statistics/subscriptions?store=ONE_STORE')
  await page.getByText('There are no subscriptions here').waitFor()
  const support = await openConsole({ role: 'SUPPORT' })
  await support.open('/statistics/subscriptions')
  await support.page.getByRole('alert').waitFor()
  expect(await support.page.getByRole('link', { name: 'Statistics' }).count()).toBe(0)
})

test('the statistics of subscriptions look right in both languages and themes', async ({
  openConsole,
  subscribers: _,
}) => {
  await checkLooks(openConsole, {
    path: '/statistics/subscriptions',
    name: 'subscription-statistics',
    ready: (page) => page.locator('.recharts-bar-rectangle').first().waitFor({ state: 'attached' }),
  })
})
