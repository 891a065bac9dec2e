import type { Page } from 'playwright'
import { uuidOf } from '../support/database-records.ts'
import { createStorePurchase, requestRefundReview } from '../support/emulator-control.ts'
import { buyAndConsume, createBuyer, newUserId, toStoreProductId } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import type { TestServerOptions } from '../support/test-server.ts'
import { listSales } from '../support/unattributed-sale-fixture.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const hostileId = `<img src=x onerror="document.title='acted'">\u202e-`

const withNotifications: TestServerOptions = { notifications: true }

const test = consoleTest
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }) => withNotifications)
  /** Sales that were made outside the app, so that they name no user. */
  .extend('sales', { scope: 'file' }, async ({ server, admin, sql }) => {
    for (const store of ['APP_STORE', 'GOOGLE_PLAY', 'GOOGLE_PLAY'] as const)
      await createStorePurchase(server.emulator, { store, productId: toStoreProductId('coins_100') })
    await waitForIdle(server, sql, slowMs)
    const sales = await listSales(admin)
    const apple = sales.find(({ store }) => store === 'APP_STORE')
    const [first, second] = sales.filter(({ store }) => store === 'GOOGLE_PLAY')
    if (apple === undefined || first === undefined || second === undefined) expect.fail()
    return { apple, first, second }
  })
  /** What the App Store and Google Play ask about consumed payments. */
  .extend('reviews', { scope: 'file' }, async ({ server, admin, sql }) => {
    const requestReview = async (store: 'APP_STORE' | 'GOOGLE_PLAY') => {
      const buyer = await createBuyer(server, { userId: `${hostileId}${newUserId()}`, as: 'server' })
      const price = { amount: '9.99', currencyCode: 'USD' }
      const { storePurchase, payment } = await buyAndConsume(buyer, { store, price })
      await requestRefundReview(server.emulator, storePurchase.id)
      await waitForIdle(server, sql, slowMs)
      const text = 'query ($filter: RefundReviewFilter) { refundReviews(filter: $filter) { nodes { id } } }'
      const { refundReviews } = await admin.query(text, { filter: { paymentId: payment.id } })
      return { id: refundReviews.nodes[0]?.id ?? '', userId: buyer.userId }
    }
    return { apple: await requestReview('APP_STORE'), google: await requestReview('GOOGLE_PLAY') }
  })

test('an admin finds a sale without a user by its order number, and assigns it to its user', async ({
  openConsole,
  server,
  sales: { first },
  records,
}) => {
  const { userId } = await createBuyer(server, { as: 'server' })
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'ADMIN' })
  await open('/payments')
  await page.getByRole('button', { name: 'Search' }).waitFor()
  await page.keyboard.press('/')
  const search = page.getByRole('dialog', { name: 'Search' })
  await search.getByRole('textbox').fill(first.storeOrderId ?? '')
  await page.keyboard.press('Enter')
  await search.getByText('Waits for its user').waitFor()
  await takeScreenshot('search-sale-en-light')
  await search.getByRole('link').first().click()
  const panel = page.getByRole('complementary', { name: 'Sale without a user' })
  await panel.getByText('If nobody claims it, the store refunds it at:').waitFor()
  expect(await findViolations()).toEqual([])
  await panel.getByRole('button', { name: 'Assign to a user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign the sale to a user' })
  await dialog.getByLabel('User id').fill('nobody at all')
  await dialog.getByLabel('Reason').fill('the customer sent the bill')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await dialog.getByRole('alert').waitFor()
  await dialog.getByLabel('User id').fill(` ${userId} `)
  await takeScreenshot('assign-sale-en-light')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.getByText(userId).first().waitFor()
  const paymentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(await records.auditLog(paymentId)).toMatchObject([
    { action: 'assignUnattributedSale', reason: 'the customer sent the bill' },
  ])
  await page.goBack()
  await panel.getByText('There is no such sale').waitFor()
  expect(reports).toEqual([])
})

test('the difference of a sale without a user leads to it, and an admin assigns it there', async ({
  openConsole,
  server,
  project,
  records,
  sql,
  sales: { second },
}) => {
  const { userId } = await createBuyer(server, { as: 'server' })
  const discrepancy = await records.addDiscrepancy(project)
  await sql`
    update reconciliation_discrepancies set store = 'GOOGLE_PLAY', store_transaction_id = ${second.storeTransactionId}
    where id = ${uuidOf(discrepancy)}`
  const { page, open, reports } = await openConsole({ role: 'ADMIN' })
  await open('/reconciliation')
  const difference = page.locator(`li[data-discrepancy="${discrepancy}"]`)
  await difference.getByRole('link', { name: 'Sale without a user' }).waitFor()
  expect(await difference.getByRole('button', { name: 'Adopt' }).count()).toBe(0)
  await difference.getByRole('button', { name: 'Assign to a user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Assign the sale to a user' })
  await dialog.getByLabel('User id').fill(userId)
  await dialog.getByLabel('Reason').fill('found by the comparison')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await page.getByText('The sale is a payment of the user now.').waitFor()
  await difference.getByRole('link', { name: 'Sale without a user' }).waitFor({ state: 'detached' })
  expect(reports).toEqual([])
})

test('support sees the sales without a user and no act, and the page looks right in both languages', async ({
  openConsole,
  sales: { apple },
}) => {
  const { page, open } = await openConsole({ role: 'SUPPORT' })
  await open('/unattributed-sales?store=APP_STORE')
  await page.locator(row(apple.id)).getByRole('link').click()
  await page.getByRole('complementary').getByText(apple.storeTransactionId).waitFor()
  expect(await page.getByRole('button', { name: 'Assign to a user' }).count()).toBe(0)
  await page.close()
  await checkLooks(openConsole, {
    path: '/unattributed-sales',
    name: 'sales',
    ready: (each) => each.locator(row(apple.id)).waitFor(),
  })
  await checkLooks(openConsole, {
    path: `/unattributed-sales?sale=${apple.id}`,
    name: 'sale',
    ready: (each) => each.locator('aside h2').waitFor(),
  })
})

async function answer(page: Page, reason: string): Promise<void> {
  await page.getByRole('button', { name: 'Answer', exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('cannot be changed afterwards').waitFor()
  await dialog.getByLabel('Answer').selectOption('DECLINE')
  const consent = dialog.getByLabel('The customer has consented')
  if ((await consent.count()) > 0) await consent.check()
  await dialog.getByLabel('Reason', { exact: true }).fill(reason)
  await dialog.getByRole('button', { name: 'Send the answer' }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('support answers the refund reviews of both stores from the queue, and their numbers add up', async ({
  openConsole,
  admin,
  server,
  sql,
  reviews: { apple, google },
}) => {
  await checkLooks(openConsole, {
    path: `/refund-reviews?review=${apple.id}`,
    name: 'refund-review',
    ready: (each) => each.locator('aside dl').waitFor(),
  })
  const viewer = await openConsole({ role: 'VIEWER' })
  await viewer.open(`/refund-reviews?review=${google.id}`)
  await viewer.page.locator('aside dl').waitFor()
  expect(await viewer.page.getByRole('button', { name: 'Answer', exact: true }).count()).toBe(0)
  await viewer.page.close()

  const { page, open, reports } = await openConsole({ role: 'SUPPORT', hasFreshFactor: true })
  await open('/refund-reviews')
  expect(await page.getByRole('button', { name: 'Statistics' }).count()).toBe(0)
  for (const { id, userId } of [apple, google]) {
    await page.locator(row(id)).getByText(userId).waitFor()
    await page.locator(row(id)).getByRole('link').click()
    await answer(page, 'the item was used')
    await page.locator(row(id)).waitFor({ state: 'detached' })
    const text = 'query ($id: ID!) { refundReview(id: $id) { answer answerReason answeredBy } }'
    expect((await admin.query(text, { id })).refundReview).toEqual({
      answer: 'DECLINE',
      answerReason: 'the item was used',
      answeredBy: 'OPERATOR',
    })
  }
  expect(await page.title()).not.toContain('acted')
  expect(reports).toEqual([])

  await waitForIdle(server, sql, slowMs)
  await checkLooks(openConsole, {
    path: '/refund-reviews?group=closed',
    name: 'refund-reviews-closed',
    ready: (each) => each.locator(row(apple.id)).waitFor(),
  })
  await checkLooks(openConsole, {
    path: '/refund-reviews?group=statistics',
    name: 'refund-review-statistics',
    ready: (each) => each.locator('main tbody tr').nth(1).waitFor(),
  })
})
