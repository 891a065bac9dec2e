import { updateStorePurchase } from '../support/emulator-control.ts'
import { buyAndConsume, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const test = consoleTest
  .extend('serverOptions', { scope: 'file' }, ({ builtConsole: _ }) => ({ notifications: true }))
  .extend('refunded', { scope: 'file' }, async ({ server, admin, emulator }) => {
    const buyer = await createBuyer(server, { as: 'server' })
    const { payment, storePurchase } = await buyAndConsume(buyer, { store: 'GOOGLE_PLAY' })
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    const text = `query ($id: ID!) { payment(id: $id) { events { id type }
      storeEvidence { notification { status } } } }`
    const read = async () => (await admin.query(text, { id: payment.id })).payment
    await expect
      .poll(async () => JSON.stringify(await read()), { timeout: 20_000 })
      .toMatch(/PAYMENT_REFUNDED.*PROCESSED/)
    const events = (await read())?.events ?? []
    const refund = events.find(({ type }) => type === 'PAYMENT_REFUNDED')?.id ?? ''
    return { payment, storePurchase, refund }
  })

test('an operator opens what proves a refund: who consumed, the answer of the store, raw and explained', async ({
  openConsole,
  refunded: { payment, storePurchase },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole()
  await open(`/payments/${payment.id}`)
  const entry = (name: RegExp) => page.getByRole('button', { name })
  await entry(/Consumed/).click()
  await page.getByText('IP address').waitFor()
  await page.getByText('127.0.0.1').waitFor()
  await takeScreenshot('evidence-consume-en-light')

  await entry(/refunded/)
    .first()
    .click()
  await page.getByText('State at the store').first().waitFor()
  const raw = page.getByRole('region', { name: 'As the store wrote it' })
  await raw.waitFor()
  expect(await raw.textContent()).toContain('coins_100')
  const token = storePurchase.receipt.googlePlay?.purchaseToken ?? ''
  expect(await page.content()).not.toContain(token)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('evidence-refund-en-light')

  // The address has the entry, and a reload opens it again.
  expect(page.url()).toContain('entry=evt_')
  await page.reload()
  await raw.waitFor()
  await entry(/Notification of the store.*VOIDED/).click()
  await page.getByRole('link', { name: 'Open the notification' }).waitFor()
  await page.getByText('Refunds: 1').waitFor()
  expect(reports).toEqual([])
})

test('support sees the evidence without addresses', async ({ openConsole, refunded: { payment } }) => {
  const { page, open } = await openConsole({ role: 'SUPPORT' })
  await open(`/payments/${payment.id}`)
  await page.getByRole('button', { name: /Consumed/ }).click()
  await page.getByText('Idempotency key').first().or(page.getByText('Server key').first()).waitFor()
  expect(await page.getByText('IP address').count()).toBe(0)
  expect(await page.getByText('127.0.0.1').count()).toBe(0)
})

test('the evidence fits a desktop and a phone in both languages', async ({ openConsole, refunded }) => {
  await checkLooks(openConsole, {
    path: `/payments/${refunded.payment.id}?entry=${refunded.refund}`,
    name: 'evidence',
    ready: (page) => page.locator('pre').first().scrollIntoViewIfNeeded(),
  })
})
