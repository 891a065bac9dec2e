import type { Page } from 'playwright'
import { expectField, buyItem, buyUnverified, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { readStoreIds, stores } from '../search/search-fixture.ts'
import { consoleTest, isScrollable, slowMs } from './console-test.ts'

vi.setConfig({ testTimeout: slowMs })

const test = consoleTest.extend('bought', { scope: 'file' }, async ({ server, emulator, admin }) => {
  const buyer = await createBuyer(server, { userId: 'tester' })
  const [appStore, googlePlay, oneStore, testStore] = await Promise.all(
    stores.map(async (store) => {
      const bought = await buyItem(buyer, { store })
      return { ...bought, ids: await readStoreIds(emulator, bought.storePurchase) }
    }),
  )
  if (!appStore || !googlePlay || !oneStore || !testStore) expect.fail()
  const correction = { paymentId: testStore.payment.id, status: 'CONSUMED', reason: 'search' } as const
  expectField(await admin.mutate('correctPayment', correction), 'payment')
  const { auditLog } = await admin.query('{ auditLog(action: "correctPayment") { nodes { requestId } } }')
  const requestId = auditLog.nodes[0]?.requestId ?? ''
  const text = 'query ($id: ID!) { payment(id: $id) { user { id } } }'
  const { payment } = await admin.query(text, { id: testStore.payment.id })
  const userId = payment?.user.id ?? ''
  return { userId, buyer, appStore, googlePlay, oneStore, testStore, requestId }
})

/** A text as it comes from a mail: between blanks, with a character that is not visible. */
const copied = (text: string) => ` \u00a0${text.slice(0, 4)}\u200b${text.slice(4)}\ufeff\n`

async function search(page: Page, text: string) {
  const dialog = page.getByRole('dialog', { name: 'Search' })
  await dialog.getByRole('textbox').fill(text)
  await dialog.getByRole('textbox').press('Enter')
  return dialog
}

test('each kind of text finds its record, with blanks, characters without width and the wrong case', async ({
  openConsole,
  bought,
}) => {
  const { userId, appStore, googlePlay, oneStore, testStore, buyer, requestId } = bought
  const payment = (each: typeof appStore) => `/payments/${each.payment.id}`
  const texts: readonly (readonly [kind: RegExp, text: string, address: string | null])[] = [
    [/Object id/, googlePlay.payment.id.toUpperCase(), payment(googlePlay)],
    [/Object id/, googlePlay.purchase.id, payment(googlePlay)],
    [/Object id/, userId, `/users/${userId}`],
    [/User id/, buyer.userId, `/users/${userId}`],
    [/Account token/, googlePlay.purchase.accountToken.toUpperCase(), payment(googlePlay)],
    [/Order id \(Google Play/, (googlePlay.ids.orderId ?? '').toLowerCase(), payment(googlePlay)],
    [/Order id \(Google Play/, (googlePlay.ids.orderId ?? '').slice(4), payment(googlePlay)],
    [/Purchase token/, googlePlay.ids.purchaseToken ?? '', payment(googlePlay)],
    [/Transaction id \(App Store/, appStore.ids.transactionId, payment(appStore)],
    [/Receipt/, appStore.storePurchase.receipt.appStore?.signedTransaction ?? '', payment(appStore)],
    [/Transaction id \(ONE store/, oneStore.ids.transactionId.toLowerCase(), payment(oneStore)],
    [/Receipt/, JSON.stringify(oneStore.storePurchase.receipt), payment(oneStore)],
    [/Transaction id \(Test store/, testStore.ids.transactionId.toLowerCase(), payment(testStore)],
    [/Order id \(Test store/, testStore.ids.orderId ?? '', payment(testStore)],
    [/Request id/, requestId, null],
  ]
  const { page, open, reports } = await openConsole()
  await open('/payments')
  await page.getByRole('button', { name: 'Search' }).waitFor()
  await page.keyboard.press('/')
  for (const [kind, text, address] of texts) {
    const dialog = await search(page, copied(text))
    await dialog
      .getByText(/^Recognized as:/)
      .filter({ hasText: kind })
      .waitFor()
    if (address === null) await dialog.getByRole('heading', { name: 'Audit log' }).waitFor()
    else await dialog.locator(`a[href*="${address}"]`).first().waitFor()
    // Otherwise the next search could be taken for this one.
    await search(page, 'nothing at all')
    await dialog.getByText('Nothing was found').waitFor()
  }
  expect(reports).toEqual([])
})

test('a payment that only the store knows is found there, adopted with a reason, and opened', async ({
  openConsole,
  server,
  emulator,
  records,
}) => {
  const buyer = await createBuyer(server)
  const { storePurchase } = await buyUnverified(buyer, { store: 'GOOGLE_PLAY' })
  const { orderId } = await readStoreIds(emulator, storePurchase)
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'SUPPORT' })
  await open('/payments')
  await page.getByRole('button', { name: 'Search' }).waitFor()
  await page.keyboard.press('/')
  const dialog = await search(page, copied(orderId ?? ''))
  await dialog.getByText('Nothing was found').waitFor()
  await dialog.getByRole('button', { name: 'Ask the store' }).click()
  await dialog.getByText('The store has it, and it is no payment here yet.').waitFor()
  await dialog.getByText(buyer.userId).waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('look-up-en-light')
  await dialog.getByRole('button', { name: 'Adopt it as a payment' }).click()
  const adopting = page.getByRole('dialog', { name: 'Adopt a sale' })
  await adopting.getByLabel('Reason').fill('The customer sent the bill.')
  await takeScreenshot('adopt-en-light')
  await adopting.getByRole('button', { name: 'Adopt', exact: true }).click()
  await dialog.getByRole('link', { name: 'Open the payment' }).click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  await page.getByText('The customer sent the bill.').waitFor()
  const paymentId = new URL(page.url()).pathname.split('/').at(-1) ?? ''
  expect(await records.auditLog(paymentId)).toMatchObject([
    { action: 'adoptPayment', reason: 'The customer sent the bill.' },
  ])
  expect(reports).toEqual([])
})

test('a viewer sees what the store says on a phone, and cannot adopt it', async ({
  openConsole,
  server,
  emulator,
}) => {
  const { storePurchase } = await buyUnverified(await createBuyer(server), { store: 'GOOGLE_PLAY' })
  const { orderId } = await readStoreIds(emulator, storePurchase)
  const viewport = { width: 360, height: 740 }
  const { page, open, findViolations, takeScreenshot } = await openConsole({
    role: 'VIEWER',
    viewport,
    locale: 'ko-KR',
    theme: 'dark',
  })
  await open('/payments')
  await page.getByRole('button', { name: '검색' }).click()
  const dialog = page.getByRole('dialog', { name: '검색' })
  await dialog.getByRole('textbox').fill(orderId ?? '')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: '스토어에 조회' }).click()
  await dialog
    .getByText(orderId ?? '')
    .first()
    .waitFor()
  expect(await dialog.getByRole('button', { name: '결제내역으로 등록' }).count()).toBe(0)
  expect(await isScrollable(page)).toBe(false)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('look-up-ko-dark-phone')
})

test('an agent with a phone searches by an order id, reads the payment and copies its summary', async ({
  openConsole,
  bought: { googlePlay },
}) => {
  const { page, open, reports } = await openConsole({ viewport: { width: 360, height: 740 } })
  await open('/payments')
  await page.getByRole('button', { name: 'Search' }).click()
  const dialog = await search(page, copied(googlePlay.ids.orderId ?? ''))
  await dialog.locator(`a[href*="/payments/${googlePlay.payment.id}"]`).first().click()
  await page.getByRole('heading', { name: 'Timeline' }).waitFor()
  expect(await isScrollable(page)).toBe(false)
  await page.getByRole('button', { name: 'Copy summary (English)' }).click()
  await page.getByText('Copied', { exact: true }).waitFor()
  expect(await page.evaluate<string>('navigator.clipboard.readText()')).toContain(googlePlay.ids.orderId)
  expect(reports).toEqual([])
})

test('a search for 10,000 characters of markup is answered, and shown as text', async ({ openConsole }) => {
  const { page, open, reports } = await openConsole()
  await open('/payments')
  await page.getByRole('button', { name: 'Search' }).click()
  const dialog = await search(page, `<img src=x onerror="document.title='acted'">`.padEnd(10_000, 'long '))
  await dialog.getByText('Nothing was found').waitFor()
  expect(await page.title()).not.toBe('acted')
  expect(await isScrollable(page)).toBe(false)
  expect(reports).toEqual([])
})
