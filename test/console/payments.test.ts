import { buyAndConsume, buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { consoleTest, isScrollable, row, slowMs } from './console-test.ts'

const test = consoleTest.extend('payments', { scope: 'file' }, async ({ buyer, server }) => {
  const google = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const consumed = await buyAndConsume(await createBuyer(server, { as: 'server' }))
  const other = await createBuyer(server)
  const paid = await buyItem(other)
  return { google, consumed, paid }
})

const hostile = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(30)}`

vi.setConfig({ testTimeout: slowMs })

test('an operator finds a payment by its order id, reads it and copies its summary', async ({
  openConsole,
  payments: { google, consumed },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await page.locator(row(google.payment.id)).waitFor()
  await page.locator(row(consumed.payment.id)).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('payments-en-light')

  const orderId = google.payment.storeOrderId ?? ''
  await page.getByLabel('Order id').fill(` \u200b${orderId} `)
  await page.getByLabel('Order id').press('Enter')
  await page.locator(row(consumed.payment.id)).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('order')).toBe(orderId)
  await page.locator(row(google.payment.id)).getByRole('link').click()
  await page.getByText('Paid, but not consumed').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('payment-en-light')

  await page.getByRole('button', { name: 'Copy summary (Korean)' }).click()
  await page.getByText('Copied', { exact: true }).waitFor()
  const summary = await page.evaluate<string>('navigator.clipboard.readText()')
  expect(summary).toContain(google.payment.id)
  expect(summary).toContain(orderId)
  expect(summary).toContain('주문번호')

  await page.goBack()
  await page.locator(row(google.payment.id)).waitFor()
  expect(new URL(page.url()).searchParams.get('order')).toBe(orderId)
  await page.goBack()
  await page.locator(row(consumed.payment.id)).waitFor()
  await page.goForward()
  await page.locator(row(consumed.payment.id)).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('order')).toBe(orderId)
  await page.goForward()
  await page.getByText('Paid, but not consumed').waitFor()
  expect(reports).toEqual([])
})

test('filters are in the address, which restores the view', async ({
  openConsole,
  payments: { google, consumed },
}) => {
  const { page, open, takeScreenshot } = await openConsole()
  await open('/payments?status=CONSUMED')
  await page.locator(row(consumed.payment.id)).waitFor()
  expect(await page.locator(row(google.payment.id)).count()).toBe(0)
  await page.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Paid' }).click()
  await page.locator(row(google.payment.id)).waitFor()
  await takeScreenshot('status-menu')
  await page.keyboard.press('Escape')
  expect(page.url()).toMatch(/status=(PAID,CONSUMED|CONSUMED,PAID)/)
  await page.goBack()
  await page.locator(row(google.payment.id)).waitFor({ state: 'detached' })
  await open('/payments?order=GPA.0000-0000-0000-00000')
  await page.getByText('No payment matches the filter').waitFor()
  await takeScreenshot('payments-empty')
})

test('the keys move through the list, open a payment and return to it', async ({ openConsole, payments }) => {
  const { page, open, takeScreenshot } = await openConsole()
  await open('/payments')
  await page.locator(row(payments.paid.payment.id)).waitFor()
  for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
  const second = await page.locator('tr[data-row]').nth(1).getAttribute('data-row')
  await page.keyboard.press('c')
  await expect.poll(() => page.evaluate<string>('navigator.clipboard.readText()')).toBe(second)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.keyboard.press('Escape')
  await page.locator(`${row(second ?? '')} a:focus`).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keyboard' }).waitFor()
  await takeScreenshot('shortcuts')
})

test('the pages are Korean, dark and fit a phone without scrolling sideways', async ({
  openConsole,
  payments: { consumed },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({
    locale: 'ko-KR',
    theme: 'dark',
    viewport: { width: 360, height: 740 },
  })
  await open('/payments?environment=SANDBOX')
  await page.locator(row(consumed.payment.id)).waitFor()
  expect(await isScrollable(page)).toBe(false)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('payments-ko-dark-phone')
  await page.getByRole('button', { name: /^필터/ }).click()
  expect(await isScrollable(page)).toBe(false)
  await takeScreenshot('filter-ko-dark-phone')
  await page.locator(row(consumed.payment.id)).getByRole('link').click()
  await page.getByRole('heading', { name: '처리 이력' }).waitFor()
  expect(await isScrollable(page)).toBe(false)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('payment-ko-dark-phone')
  await page.setViewportSize({ width: 1280, height: 800 })
  await takeScreenshot('payment-ko-dark')
  await page.getByRole('button', { name: /^운영자:/ }).click()
  await takeScreenshot('operator-menu-ko-dark')
  expect(reports).toEqual([])
})

test('an operator searches by a pasted text, and opens what was found', async ({
  openConsole,
  payments: { google },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await page.locator(row(google.payment.id)).waitFor()
  await page.keyboard.press('/')
  const dialog = page.getByRole('dialog', { name: 'Search' })
  await dialog.getByRole('textbox').fill(` ${google.payment.storeOrderId ?? ''} `)
  await page.keyboard.press('Enter')
  await dialog.getByText(/^Recognized as:.*Order id/).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('search-en-light')
  await dialog.getByRole('link').first().click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(page.url()).toContain(google.payment.id)
  await page.keyboard.press('Control+k')
  await dialog.getByRole('textbox').fill('no such text')
  await page.keyboard.press('Enter')
  await dialog.getByText('Nothing was found').waitFor()
  expect(reports).toEqual([])
})

test('a text that a client or an operator controls is shown as text', async ({
  openConsole,
  server,
  sql,
}) => {
  const { payment } = await buyItem(await createBuyer(server))
  const [shown] = await sql<
    { name: string }[]
  >`update items set name = ${hostile} where external_id = 'coins_100' returning name`
  expect(shown?.name).toBe(hostile)
  const { page, open, reports, takeScreenshot } = await openConsole()
  await open(`/payments/${payment.id}`)
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.getByRole('heading', { level: 1 }).getByText('<img src=x').waitFor()
  expect(await isScrollable(page)).toBe(false)
  await takeScreenshot('hostile-payment')
  await open('/payments')
  await page.locator(row(payment.id)).waitFor()
  expect(await isScrollable(page)).toBe(false)
  await takeScreenshot('hostile-payments')
  expect(await page.title()).not.toContain('acted')
  expect(await page.locator('main img').count()).toBe(0)
  expect(reports).toEqual([])
})

test('the first load is below 250 kB, and the list needs three requests', async ({
  openConsole,
  payments,
}) => {
  const { page, open } = await openConsole()
  const sizes: number[] = []
  const calls: string[] = []
  page.on('response', (response) => {
    if (response.url().includes('/assets/')) sizes.push(Number(response.headers()['content-length']))
  })
  await open('/payments')
  await page.locator(row(payments.paid.payment.id)).waitFor()
  expect(sizes.length).toBeGreaterThanOrEqual(3)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(250_000)
  page.on('request', (request) => {
    // The number of matches is requested when the list is shown.
    const isLater = request.postData()?.includes('query PaymentCount') === true
    if (/graphql|operators/.test(request.url()) && !isLater) calls.push(new URL(request.url()).pathname)
  })
  await page.reload()
  await page.locator(row(payments.paid.payment.id)).waitFor()
  expect(calls.length).toBeLessThanOrEqual(3)
})
