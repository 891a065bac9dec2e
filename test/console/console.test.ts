import { buyAndConsume, buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { enableSecondFactor, addOperator, password } from '../operators/operator-test.ts'
import { openBrowser, totpCode } from '../operators/browser.ts'
import { consoleTest, isScrollable, signInWith } from './console-test.ts'

const test = consoleTest.extend('payments', { scope: 'file' }, async ({ buyer, server }) => {
  const google = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const consumed = await buyAndConsume(await createBuyer(server, { as: 'server' }))
  const other = await createBuyer(server)
  const paid = await buyItem(other)
  return { google, consumed, paid }
})

/** Chromium shares two cores with other tests. */
vi.setConfig({ testTimeout: 90_000 })

const row = (id: string) => `tr[data-payment="${id}"]`

test('an operator signs in with a password and a code, and a wrong password is refused', async ({
  openConsole,
  services,
  server,
}) => {
  const operator = await addOperator(services, { installationOwner: true })
  const owner = openBrowser(server.instance.url)
  await owner.signIn(operator.email, password)
  const { uri } = await enableSecondFactor(owner)

  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await signInWith(page, operator.email, 'a wrong password of this operator')
  await page.getByText('The email address or the password is wrong.').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('sign-in-refused')
  await signInWith(page, operator.email)
  await page.getByLabel('Code of the authenticator app').fill(totpCode(uri, 1))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('button', { name: /^Operator:/ }).waitFor()
  expect(reports).toEqual([])
})

test('an operator finds a payment by its order id, reads it and copies its summary', async ({
  openConsole,
  payments: { google, consumed },
}) => {
  const { page, open, signIn, reports, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await signIn()
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
  expect(reports).toEqual([])
})

test('filters are in the address, which restores the view', async ({
  openConsole,
  payments: { google, consumed },
}) => {
  const { page, open, signIn, takeScreenshot } = await openConsole()
  await open('/payments?status=CONSUMED')
  await signIn()
  await page.locator(row(consumed.payment.id)).waitFor()
  expect(await page.locator(row(google.payment.id)).count()).toBe(0)
  await page.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Paid' }).click()
  await page.locator(row(google.payment.id)).waitFor()
  await takeScreenshot('status-menu')
  await page.keyboard.press('Escape')
  expect(page.url()).toContain('status=CONSUMED,PAID')
  await page.goBack()
  await page.locator(row(google.payment.id)).waitFor({ state: 'detached' })
  await open('/payments?order=GPA.0000-0000-0000-00000')
  await page.getByText('No payment matches the filter').waitFor()
  await takeScreenshot('payments-empty')
})

test('the keys move through the list, open a payment and return to it', async ({ openConsole, payments }) => {
  const { page, open, signIn, takeScreenshot } = await openConsole()
  await open('/payments')
  await signIn()
  await page.locator(row(payments.paid.payment.id)).waitFor()
  for (const key of ['j', 'j', 'k', 'j']) await page.keyboard.press(key)
  const second = await page.locator('tr[data-payment]').nth(1).getAttribute('data-payment')
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

test('a session that ends is opened again over the page, which keeps what was written', async ({
  openConsole,
  payments,
}) => {
  const { page, context, open, signIn, findViolations, takeScreenshot } = await openConsole()
  await open('/payments')
  await signIn()
  await page.locator(row(payments.paid.payment.id)).waitFor()
  await page.getByLabel('Order id').fill('written before')
  await context.clearCookies()
  await page.getByLabel('Order id').press('Enter')
  await page.getByRole('dialog', { name: 'Your session has ended' }).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('session-ended')
  await page.getByRole('dialog').getByLabel('Password').fill(password)
  await page.getByRole('dialog').getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByText('No payment matches the filter').waitFor()
  expect(await page.getByLabel('Order id').inputValue()).toBe('written before')
})

test('the pages are Korean, dark and fit a phone without scrolling sideways', async ({
  openConsole,
  payments: { consumed },
}) => {
  const { page, open, signIn, reports, findViolations, takeScreenshot } = await openConsole({
    locale: 'ko-KR',
    theme: 'dark',
    viewport: { width: 360, height: 740 },
  })
  await open('/payments?environment=SANDBOX')
  await page.getByRole('heading', { name: '로그인' }).waitFor()
  await takeScreenshot('sign-in-ko-dark-phone')
  await signIn()
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
