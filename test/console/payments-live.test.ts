import { readFile } from 'node:fs/promises'
import type { WebSocketRoute } from 'playwright'
import { buyAndConsume, buyItem, createBuyer } from '../support/purchase-client.ts'
import { generatedUserId, insertGeneratedPayments } from '../support/generated-payments.ts'
import { appIdOf } from '../support/operators.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const manyPayments = 12_000

const test = consoleTest.extend('payments', { scope: 'file' }, async ({ server, project, sql }) => {
  const first = await buyAndConsume(await createBuyer(server, { as: 'server' }))
  const items = await sql<{ id: string }[]>`select id from items where app_id = ${appIdOf(project)}`
  const itemIds = items.map(({ id }) => id)
  const options = { appId: appIdOf(project), itemIds, last: manyPayments, userCount: 40 }
  await insertGeneratedPayments(sql, options)
  return { first }
})

test('the live list shows a new payment and marks it, says when the connection is lost, and goes on', async ({
  openConsole,
  server,
  payments: { first },
}) => {
  const { page, open, reports, takeScreenshot } = await openConsole()
  const connections: WebSocketRoute[] = []
  let isDown = false
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    if (isDown) return void socket.close({ code: 1011 })
    connections.push(socket)
    socket.connectToServer()
  })
  const scripts: string[] = []
  page.on('response', (response) => scripts.push(response.url()))
  await open('/payments')
  await page.locator(row(first.payment.id)).waitFor()
  expect(connections).toEqual([])
  expect(scripts.filter((url) => url.includes('event-stream'))).toEqual([])

  await page.getByRole('button', { name: 'Live' }).click()
  await page.getByText('Live: the list follows the payments').waitFor()
  expect(page.url()).toContain('live=on')
  const second = await buyItem(await createBuyer(server))
  const added = page.locator(row(second.payment.id))
  await added.getByText('New', { exact: true }).waitFor()
  expect(await page.locator(row(first.payment.id)).getByText('New', { exact: true }).count()).toBe(0)
  await takeScreenshot('payments-live-en-light')

  isDown = true
  for (const connection of connections) await connection.close({ code: 1011 })
  await page.getByText('Connection lost. Trying again.').waitFor()
  const third = await buyItem(await createBuyer(server))
  isDown = false
  await page.getByText('Live: the list follows the payments').waitFor()
  await page.locator(row(third.payment.id)).getByText('New', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Stop live mode' }).click()
  await page.getByRole('button', { name: 'Live' }).waitFor()
  expect(page.url()).not.toContain('live=on')
  expect(reports).toEqual([])
})

test('the export has what the filter matches, and a canceled one leaves the filter alone', async ({
  openConsole,
  payments: _,
}) => {
  const { page, open, reports, takeScreenshot } = await openConsole()
  await open(`/payments?user=${generatedUserId(7)}&status=COMPLETED`)
  await page.getByText(/^\d+ payments$/).waitFor()
  const shown = Number((await page.getByText(/^\d+ payments$/).textContent())?.split(' ')[0])
  expect(shown).toBeGreaterThan(100)
  const downloaded = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'As CSV' }).click()
  const download = await downloaded
  expect(download.suggestedFilename()).toBe('payments.csv')
  const records = (await readFile(await download.path(), 'utf8')).trim().split('\r\n')
  expect(records.at(-1)).toContain(`#complete: ${shown}`)
  expect(records).toHaveLength(shown + 2)
  expect(records.slice(1, -1).every((record) => record.includes(generatedUserId(7)))).toBe(true)

  // All payments: the export is still running when it is canceled.
  await open('/payments?environment=PRODUCTION')
  await page.route('**/export/payments.xlsx', async () => undefined)
  await page.getByRole('button', { name: 'Export' }).click()
  await page.getByRole('menuitem', { name: 'As Excel workbook' }).click()
  await page.getByRole('progressbar', { name: 'Export' }).waitFor()
  await takeScreenshot('export-en-light')
  const address = page.url()
  await page.getByRole('button', { name: 'Cancel the export' }).click()
  await page.getByText('The export was canceled.').waitFor()
  await page.getByRole('button', { name: 'Export' }).waitFor()
  expect(page.url()).toBe(address)
  expect(reports).toEqual([])
})

test('Space previews a payment beside the list, the address has the panel, and Escape closes it', async ({
  openConsole,
  payments: { first },
}) => {
  const { page, open, findViolations, takeScreenshot } = await openConsole()
  await open(`/payments?order=${first.payment.storeOrderId ?? ''}`)
  await page.locator(row(first.payment.id)).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press(' ')
  const panel = page.getByRole('complementary', { name: 'Payment' })
  await panel.getByText(first.payment.id).waitFor()
  expect(page.url()).toContain(`preview=${first.payment.id}`)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('preview-en-light')
  await page.reload()
  await panel.getByText(first.payment.id).waitFor()
  await page.keyboard.press('Escape')
  await panel.waitFor({ state: 'detached' })
  await page.locator(row(first.payment.id)).getByRole('button', { name: 'Preview' }).click()
  await panel.getByRole('link', { name: 'Open the payment' }).click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
})

test('the live list fits a desktop and a phone in both languages', async ({
  openConsole,
  payments: { first },
}) => {
  await checkLooks(openConsole, {
    path: '/payments?live=on',
    name: 'payments-live',
    ready: (page) => page.locator(row(first.payment.id)).waitFor(),
  })
})
