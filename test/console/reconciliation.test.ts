import type { Page } from 'playwright'
import { readStoreIds } from '../search/search-fixture.ts'
import { uuidOf } from '../support/database-records.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { createBuyer, toStoreProductId } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, slowMs } from './console-test.ts'

const hostile = `<img src=x onerror="document.title='acted'">\u202e${'long '.repeat(30)}`

const test = consoleTest.extend(
  'differences',
  { scope: 'file' },
  async ({ project, sql, records, server }) => {
    const ignored = await records.addDiscrepancy(project)
    await sql`update reconciliation_discrepancies set description = ${hostile} where id = ${uuidOf(ignored)}`
    const sold = await createStorePurchase(server.emulator, {
      store: 'GOOGLE_PLAY',
      productId: toStoreProductId('coins_100'),
    })
    const orderId = (await readStoreIds(server.emulator, sold)).orderId ?? ''
    const adopted = await records.addDiscrepancy(project)
    await sql`update reconciliation_discrepancies set store_transaction_id = ${orderId} where id = ${uuidOf(adopted)}`
    return { ignored, adopted, orderId }
  },
)

vi.setConfig({ testTimeout: slowMs })

const difference = (id: string) => `li[data-discrepancy="${id}"]`

async function giveReason(page: Page, reason: string, confirm: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason', { exact: true }).fill(reason)
  await dialog.getByRole('button', { name: confirm }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('the page of reconciliation looks right, and shows to each role what it may do', async ({
  openConsole,
  differences: { ignored, adopted },
}) => {
  await checkLooks(openConsole, {
    path: '/reconciliation',
    name: 'reconciliation',
    ready: (page) => page.locator(difference(ignored)).waitFor(),
  })
  const expected = { VIEWER: [], SUPPORT: ['Adopt'], ADMIN: ['Adopt', 'Ignore'] } as const
  for (const role of ['VIEWER', 'SUPPORT', 'ADMIN'] as const) {
    const { page, open } = await openConsole({ role })
    await open('/reconciliation?show=open')
    await page.locator(difference(adopted)).waitFor()
    const names = await page.locator(difference(adopted)).getByRole('button').allInnerTexts()
    expect(names, role).toEqual(expected[role])
    expect(await page.getByRole('button', { name: 'Compare now' }).count()).toBe(role === 'ADMIN' ? 1 : 0)
    await page.close()
  }
})

test('an admin ignores a difference, reopens it, and adopts a payment that never arrived', async ({
  openConsole,
  server,
  admin,
  differences: { ignored, adopted, orderId },
}) => {
  const { userId } = await createBuyer(server, { as: 'server' })
  const { page, open, reports } = await openConsole({ role: 'ADMIN' })
  await open('/reconciliation')
  const first = page.locator(difference(ignored))
  await first.getByRole('button', { name: 'Ignore' }).click()
  await giveReason(page, 'the store has it twice', 'Ignore')
  await first.getByText('the store has it twice').waitFor()
  await first.getByRole('button', { name: 'Reopen' }).click()
  await giveReason(page, 'it is not', 'Reopen')
  await first.getByRole('button', { name: 'Ignore' }).waitFor()

  await page.locator(difference(adopted)).getByRole('button', { name: 'Adopt' }).click()
  await page.getByRole('dialog').getByText(orderId).waitFor()
  await page.getByRole('dialog').getByLabel('User').fill(userId)
  await giveReason(page, 'the customer sent the order number', 'Adopt')
  await page.getByText('The payment is recorded.').waitFor()
  const text =
    'query ($filter: PaymentFilter) { payments(filter: $filter, first: 5) { nodes { user { userId } } } }'
  const { payments } = await admin.query(text, { filter: { storeOrderId: orderId } })
  expect(payments.nodes).toEqual([{ user: { userId } }])

  await page.getByRole('button', { name: 'Compare now' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Store').selectOption('GOOGLE_PLAY')
  await giveReason(page, 'a customer complained', 'Compare now')
  await page.getByText('The comparison is started').waitFor()
  expect(await page.title()).toBe('Reconciliation · Coinslot')
  expect(reports).toEqual([])
})
