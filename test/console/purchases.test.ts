import { createBuyer, requestPurchase } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

const hostile = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(30)}`

const test = consoleTest.extend('purchases', { scope: 'file' }, async ({ server }) => {
  const buyer = await createBuyer(server, { as: 'server' })
  const hanging = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  const canceled = await requestPurchase(buyer)
  await buyer.client.mutate('cancelPurchase', { purchaseId: canceled.id, reason: hostile })
  return { buyer, hanging, canceled }
})

vi.setConfig({ testTimeout: slowMs })

test('support finds a purchase that hangs and one that was canceled, and reads what to do', async ({
  openConsole,
  purchases: { buyer, hanging, canceled },
}) => {
  const { page, open, reports } = await openConsole({ role: 'SUPPORT' })
  await open('/purchases')
  await page.locator(row(hanging.id)).waitFor()
  expect(await page.locator(row(canceled.id)).count()).toBe(0)
  await page.getByRole('button', { name: 'Failed and canceled' }).click()
  await page.locator(row(canceled.id)).waitFor()
  expect(await page.locator(row(hanging.id)).count()).toBe(0)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByLabel('User').fill(` ${buyer.userId} `)
  await page.getByLabel('User').press('Enter')
  await page.waitForURL(/user=/)
  await page.locator(row(hanging.id)).waitFor()
  expect(new URL(page.url()).searchParams.get('user')).toBe(buyer.userId)

  await page.locator(row(hanging.id)).getByRole('link').first().click()
  await page.getByText('the sale can be adopted').waitFor()
  await page.goBack()
  await page.locator(row(canceled.id)).waitFor()
  expect(new URL(page.url()).searchParams.get('user')).toBe(buyer.userId)
  await page.locator(row(canceled.id)).getByRole('link').first().click()
  await page.getByText('canceled the purchase before it was paid').waitFor()
  expect(await page.title()).toBe('Purchase · Coinslot')
  await page.getByRole('link', { name: buyer.userId }).click()
  await page.getByRole('heading', { level: 1, name: buyer.userId }).waitFor()
  expect(reports).toEqual([])
})

test('the pages of purchases look right in both languages, on a desktop and on a phone', async ({
  openConsole,
  purchases: { canceled, hanging },
}) => {
  await checkLooks(openConsole, {
    path: '/purchases?group=all',
    name: 'purchases',
    ready: (page) => page.locator(row(hanging.id)).waitFor(),
  })
  await checkLooks(openConsole, {
    path: `/purchases/${canceled.id}`,
    name: 'purchase',
    ready: (page) => page.locator('h1').getByText(/\w/).waitFor(),
  })
})
