import { openBrowser, totpCode } from '../operators/browser.ts'
import { addOperator, enableSecondFactor, password } from '../operators/operator-test.ts'
import { eventually } from '../support/eventually.ts'
import { setGrant } from '../support/operators.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { consoleTest, row, signInWith, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const test = consoleTest.extend('bought', { scope: 'file' }, async ({ server, admin }) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const first = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const text = 'query ($userId: String!) { user(userId: $userId) { id } }'
  const { user } = await admin.query(text, { userId: buyer.userId })
  return { first, userId: user?.id ?? '' }
})

test('a browser whose clock is days wrong shows the deadlines, times and today of the server', async ({
  openConsole,
  bought: { first },
}) => {
  const read = async (offsetMs: number) => {
    const { page, context, open } = await openConsole()
    if (offsetMs !== 0) await context.clock.setSystemTime(Date.now() + offsetMs)
    await open(`/payments/${first.payment.id}`)
    await page.getByRole('heading', { name: 'Timeline' }).waitFor()
    await page.getByText('Unconsumed: 2').waitFor()
    const details = await page.locator('article').innerText()
    await open('/payments')
    await page.locator(row(first.payment.id)).waitFor()
    const times = await page.locator(row(first.payment.id)).locator('time').first().innerText()
    await open('/overview')
    const today = page.locator('section[aria-labelledby=today]')
    await today.getByText('No payment was made').waitFor()
    const overview = await today.innerText()
    await open('/statistics')
    await page.getByText('No payment was made in this period').waitFor()
    const statistics = await page.locator('main').innerText()
    await page.close()
    return { details, times, overview, statistics }
  }
  // The store's notifications and the count of the statistics arrive while the first pages are read.
  const right = await eventually(
    async () => {
      const first = await read(0)
      expect(await read(0)).toEqual(first)
      return first
    },
    { timeoutMs: slowMs },
  )
  expect(await read(3 * 86_400_000)).toEqual(right)
  expect(await read(-3 * 86_400_000)).toEqual(right)
})

test('an act confirms the second factor in its dialog, and a wrong code keeps what was filled in', async ({
  openConsole,
  services,
  server,
  project,
  sql,
  records,
  bought: { first },
}) => {
  const operator = await addOperator(services)
  await setGrant(sql, operator, project, 'SUPPORT')
  const owner = openBrowser(server.instance.url)
  await owner.signIn(operator.email, password)
  const { uri, backupCodes } = await enableSecondFactor(owner)
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ signedIn: false })
  await open(`/payments/${first.payment.id}`)
  await signInWith(page, operator.email)
  await page.getByLabel('Code of the authenticator app').fill(totpCode(uri, 1))
  await page.getByRole('button', { name: 'Confirm' }).click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await sql`update operator_sessions set second_factor_at = now() - interval '11 minutes' where operator_id = ${operator.id}`

  await page.getByRole('group', { name: 'Acts' }).getByRole('button', { name: 'Refund' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('the customer asked')
  await dialog.getByRole('button', { name: 'Refund', exact: true }).click()
  await dialog.getByText('This act needs your second factor.').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('second-factor-in-act')
  await dialog.getByLabel('Code of the authenticator app').fill('000000')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await dialog.getByRole('alert').waitFor()
  expect(await records.auditLog(first.payment.id)).toEqual([])
  expect(await dialog.locator('textarea[name=reason]').inputValue()).toBe('the customer asked')
  await takeScreenshot('second-factor-wrong-in-act')
  await dialog.getByRole('button', { name: /backup code/i }).click()
  await dialog.getByLabel(/backup code/i).fill(backupCodes[0] ?? '')
  await dialog.getByRole('button', { name: 'Confirm' }).click()
  await page.getByText('Fully refunded on').waitFor()
  expect(await records.auditLog(first.payment.id)).toMatchObject([
    { action: 'refundPayment', reason: 'the customer asked' },
  ])
  expect(reports).toEqual([])
})

const pages = [
  '/overview',
  '/payments',
  '/purchases',
  '/refund-reviews',
  '/refund-reviews?group=statistics',
  '/approvals',
  '/reconciliation',
  '/unattributed-sales',
  '/suspended-users',
  '/statistics',
  '/notifications',
  '/webhooks',
  '/event-consumers',
  '/setup',
  '/items',
  '/stores',
  '/server-keys',
  '/settings',
  '/operators',
  '/audit',
  '/second-factor',
]

test('no page makes more than three requests to show its first content', async ({
  openConsole,
  bought: { first, userId },
}) => {
  const { page, open } = await openConsole({ hasFreshFactor: true })
  const own = [`/payments/${first.payment.id}`, `/purchases/${first.purchase.id}`, `/users/${userId}`]
  let calls: string[] = []
  page.on('request', (request) => {
    const { pathname } = new URL(request.url())
    // The number of matches is requested when the list is shown, and the evidence when the payment is.
    const isLater = /query Payment(?:Count|Evidence)\b/.test(request.postData() ?? '')
    const operation = /query (\w+)/.exec(request.postData() ?? '')?.[1] ?? ''
    if (/^\/(?:graphql|operators)/.test(pathname) && !isLater) calls.push(`${pathname} ${operation}`)
  })
  for (const path of [...pages, ...own]) {
    calls = []
    await open(path)
    await page.waitForLoadState('networkidle')
    expect(await page.locator('main').innerText(), path).not.toBe('')
    expect(calls.length, `${path}: ${calls.join(', ')}`).toBeGreaterThan(0)
    expect(calls.length, `${path}: ${calls.join(', ')}`).toBeLessThanOrEqual(3)
  }
})

test('the keys serve the table that was used last, and the first one before', async ({
  openConsole,
  bought: { userId },
}) => {
  const { page, open } = await openConsole()
  await open(`/users/${userId}`)
  const tables = page.locator('tbody[data-row-keys]')
  await tables.nth(1).waitFor()
  const focusedIn = (table: number) => tables.nth(table).locator('a:focus')
  await page.keyboard.press('j')
  await focusedIn(0).waitFor()
  await tables.nth(1).locator('a').last().focus()
  await page.keyboard.press('k')
  await focusedIn(1).waitFor()
  await page.getByRole('heading', { level: 1 }).click()
  await page.evaluate('document.activeElement.blur()')
  await page.keyboard.press('j')
  await focusedIn(1).waitFor()
  expect(await focusedIn(0).count()).toBe(0)
})
