import { readFile } from 'node:fs/promises'
import { createStatisticsFixture } from '../statistics/statistics-fixture.ts'
import { buyItem } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

const dayMs = 24 * 60 * 60_000

/** Sales of some weeks, in two currencies, with refunds. */
const test = consoleTest.extend('sales', { scope: 'file' }, async ({ buyer, services, sql, project }) => {
  const bought = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const fixture = await createStatisticsFixture({ services, sql }, project)
  const now = Date.now()
  for (let day = 0; day < 21; day += 1) {
    for (let number = 0; number <= (day * 7) % 5; number += 1) {
      await fixture.pay({
        paidAt: new Date(now - day * dayMs),
        userId: fixture.userIds[(day + number) % fixture.userIds.length] ?? '',
        itemId: fixture.itemIds[number % fixture.itemIds.length] ?? '',
        ...(number % 2 === 0
          ? { currencyCode: 'KRW', priceMicros: 5_500_000_000n, store: 'ONE_STORE', countryCode: null }
          : { currencyCode: 'USD', priceMicros: 4_990_000n, store: 'APP_STORE', countryCode: 'US' }),
      })
    }
  }
  const refunded = await fixture.pay({
    paidAt: new Date(now - 3 * dayMs),
    currencyCode: 'KRW',
    priceMicros: 1_100_000_000n,
  })
  await fixture.refundTo(refunded.id, {
    full: true,
    quantity: 1,
    amountMicros: 1_100_000_000n,
    refundedAt: new Date(now - dayMs),
  })
  await fixture.count()
  return { bought }
})

vi.setConfig({ testTimeout: slowMs })

const chart = '.recharts-bar-rectangle'

test('each number opens the payments behind it, and the view is in the address', async ({
  openConsole,
  sales: _,
}) => {
  const { page, open, reports } = await openConsole()
  await open('/statistics?by=STORE')
  await page.locator(chart).first().waitFor()
  const table = page.getByRole('region', { name: 'Table' })
  const oneStore = table.getByRole('row').filter({ hasText: 'ONE store' })
  const link = oneStore.getByRole('link').first()
  const count = Number(await link.innerText())
  expect(count).toBeGreaterThan(10)
  await link.click()
  await page
    .locator('tr[data-row]')
    .nth(count - 1)
    .waitFor()
  expect(await page.locator('tr[data-row]').count()).toBe(count)
  expect(new URL(page.url()).searchParams.get('currency')).toBe('KRW')
  await page.goBack()
  await page.locator(chart).first().waitFor()
  expect(new URL(page.url()).searchParams.get('by')).toBe('STORE')
  await page.getByLabel('Group by').selectOption('DAY')
  await page.getByRole('button', { name: 'Payments' }).click()
  await page.waitForURL(/measure=paymentCount/)
  await page.goBack()
  await page.waitForURL((url) => !url.search.includes('measure='))
  expect(reports).toEqual([])
})

test('the table is stored as a CSV with exact amounts', async ({ openConsole, sales: _ }) => {
  const { page, open } = await openConsole()
  await open('/statistics?by=ITEM&currency=USD')
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'CSV' }).click()
  const download = await downloading
  expect(download.suggestedFilename()).toMatch(/^statistics-\d{4}-\d\d-\d\d-\d{4}-\d\d-\d\d\.csv$/)
  const text = await readFile(await download.path(), 'utf8')
  expect(text).toMatch(/,USD,\d+,[\d.]+,/)
  expect(text).not.toContain('KRW')
})

test('the statistics look right in both languages and themes', async ({ openConsole, sales: _ }) => {
  const ready = (page: {
    locator: (selector: string) => { first: () => { waitFor: () => Promise<void> } }
  }) => page.locator(chart).first().waitFor()
  await checkLooks(openConsole, { path: '/statistics', name: 'statistics', ready })
})

test('a support agent has no statistics, also by their address', async ({
  openConsole,
  sales: { bought },
}) => {
  const { page, open } = await openConsole({ role: 'SUPPORT' })
  await open('/payments')
  await page.locator(row(bought.payment.id)).waitFor()
  expect(await page.getByRole('link', { name: 'Statistics' }).count()).toBe(0)
  await open('/statistics')
  await page.getByRole('alert').waitFor()
  expect(await page.locator(chart).count()).toBe(0)
})
