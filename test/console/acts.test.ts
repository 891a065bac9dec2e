import type { Page } from 'playwright'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, isScrollable, slowMs } from './console-test.ts'

const hostile = `<img src=x onerror="document.title='acted'"> "quoted" ${'long '.repeat(40)}`

const test = consoleTest.extend('bought', async ({ server }) =>
  buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' }),
)

vi.setConfig({ testTimeout: slowMs })

const acts = (page: Page) => page.getByRole('group', { name: 'Acts' })
const act = async (page: Page, name: string, confirm: string, reason: string) => {
  await acts(page).getByRole('button', { name, exact: true }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: confirm, exact: true }).click()
  return dialog
}

test('an agent reads a payment again, adds a note and consumes it for the user, and sees it in the timeline', async ({
  openConsole,
  bought: { payment },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'SUPPORT' })
  await open(`/payments/${payment.id}`)
  await page.getByText('As Google Play said at').waitFor()
  await page.getByText('You may now: refund it, consume it for the user', { exact: false }).waitFor()
  await takeScreenshot('acts-en-light')
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('The store says the same as before.').waitFor()

  await acts(page).getByRole('button', { name: 'Add a note' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill(`called twice\n${hostile}`)
  await page.getByRole('button', { name: 'Add the note' }).click()
  await page.getByRole('heading', { name: 'Notes' }).waitFor()
  expect(await page.locator('main img').count()).toBe(0)

  await acts(page).getByRole('button', { name: 'Consume for the user' }).click()
  const dialog = page.getByRole('dialog', { name: 'Consume for the user' })
  await dialog.getByText('This is final').waitFor()
  expect(await findViolations()).toEqual([])
  await takeScreenshot('consume-dialog-en-light')
  await dialog.getByRole('button', { name: 'Consume', exact: true }).click()
  expect(await dialog.isVisible(), 'a reason is required').toBe(true)
  await dialog.getByLabel('Reason').fill('the item was mailed')
  await dialog.getByRole('button', { name: 'Consume', exact: true }).click()
  await page.getByText('Consumed on').first().waitFor()
  await page.getByText('consumePaymentForUser').waitFor()
  expect(await acts(page).getByRole('button', { name: 'Consume for the user' }).count()).toBe(0)
  expect(await page.title()).not.toContain('acted')
  expect(await findViolations()).toEqual([])
  await takeScreenshot('acts-note-en-light')
  expect(reports).toEqual([])
})

test('of two windows on one payment the second act is refused, and the button shows the payment as it is', async ({
  openConsole,
  bought: { payment },
  server,
  records,
}) => {
  const other = await createBuyer(server)
  const windows = [
    await openConsole({ hasFreshFactor: true }),
    await openConsole({ hasFreshFactor: true }),
  ] as const
  for (const { page, open } of windows) {
    await open(`/payments/${payment.id}`)
    await acts(page).waitFor()
  }
  const [first, second] = [windows[0].page, windows[1].page]
  await acts(first).getByRole('button', { name: 'Transfer' }).click()
  await first.getByLabel('New user').fill(other.userId)
  await first.getByLabel('Reason').fill('bought for a friend')
  await first.getByRole('dialog').getByRole('button', { name: 'Transfer', exact: true }).click()
  await first.getByText('The payment belongs to the other user now.').waitFor()

  const dialog = await act(second, 'Refund', 'Refund', 'the customer asked')
  await dialog.getByText('It was changed meanwhile. Nothing was done.').waitFor()
  await windows[1].takeScreenshot('changed-meanwhile-en-light')
  expect((await records.auditLog(payment.id)).map(({ action }) => action)).toEqual(['transferPayment'])
  await dialog.getByRole('button', { name: 'Show it as it is now' }).click()
  await second.getByText(other.userId).first().waitFor()
  await act(second, 'Refund', 'Refund', 'the customer asked')
  await second.getByText('Fully refunded on').waitFor()
  expect(windows.map(({ reports }) => reports)).toEqual([[], []])
})

test('a refund whose answer is lost shows as requested, not as done, until the store confirms it', async ({
  openConsole,
  bought: { payment },
  faults,
}) => {
  const { page, open, reports } = await openConsole({ role: 'SUPPORT', hasFreshFactor: true })
  await open(`/payments/${payment.id}`)
  await faults.inject({ store: 'GOOGLE_PLAY', status: 503, phase: 'AFTER' })
  const dialog = await act(page, 'Refund', 'Refund', 'the customer asked')
  await dialog.getByRole('alert').waitFor()
  await page.keyboard.press('Escape')
  await open(`/payments/${payment.id}`)
  await page.getByText('A refund was requested on', { exact: false }).waitFor()
  expect(await page.getByText('Fully refunded on').count()).toBe(0)
  await faults.clear()
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('Fully refunded on').waitFor()
  expect(await page.getByText('A refund was requested on', { exact: false }).count()).toBe(0)
  expect(reports).toEqual([])
})

test('a large refund waits for a second operator, who approves it on the page of approvals', async ({
  openConsole,
  bought: { payment },
  admin,
  server,
}) => {
  await admin.mutate('updateAppKey', { refundApprovalLimits: [{ amount: '0', currencyCode: 'USD' }] })
  const requester = await openConsole({ role: 'SUPPORT', hasFreshFactor: true })
  const path = `/payments/${payment.id}`
  await requester.open(path)
  await act(requester.page, 'Request a refund', 'Request the refund', hostile.slice(0, 200))
  const waiting = requester.page.getByRole('region', { name: 'Waiting for approval' })
  await waiting.getByText('Another operator has to decide.').waitFor()
  expect(await waiting.getByRole('button', { name: 'Approve' }).count()).toBe(0)
  await requester.takeScreenshot('approval-requested-en-light')
  const { payment: other } = await buyItem(await createBuyer(server), { store: 'GOOGLE_PLAY' })
  await requester.open(`/payments/${other.id}`)
  await act(requester.page, 'Request a refund', 'Request the refund', 'a second one')
  await waiting.waitFor()

  await checkLooks(openConsole, {
    path,
    name: 'payment-with-approval',
    ready: (page) => page.getByText(payment.id).first().waitFor(),
  })
  await checkLooks(openConsole, {
    path: '/approvals',
    name: 'approvals',
    ready: (page) => page.getByText('a second one').waitFor(),
  })

  const approver = await openConsole({ role: 'SUPPORT', hasFreshFactor: true })
  await approver.open('/approvals')
  const row = approver.page.locator('tr[data-row]', { hasText: 'a second one' })
  await row.getByRole('button', { name: 'Reject' }).click()
  await approver.page.getByRole('dialog').getByLabel('Reason').fill('not our mistake')
  await approver.page.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
  await row.waitFor({ state: 'detached' })
  const first = approver.page.locator('tr[data-row]', { hasText: 'quoted' })
  await first.getByRole('button', { name: 'Approve' }).click()
  const dialog = approver.page.getByRole('dialog', { name: 'Approve the refund' })
  await dialog.getByLabel('Reason').fill('is right')
  await approver.takeScreenshot('approve-dialog-en-light')
  await dialog.getByRole('button', { name: 'Approve and refund' }).click()
  await approver.page.getByText('No refund waits for an approval').waitFor()
  await approver.page.getByRole('button', { name: 'All' }).click()
  await approver.page.getByText('Carried out').waitFor()
  expect(new URL(approver.page.url()).searchParams.get('show')).toBe('all')
  await approver.open(path)
  await approver.page.getByText('Fully refunded on').waitFor()
  await admin.mutate('updateAppKey', { refundApprovalLimits: [] })
  expect([requester.reports, approver.reports]).toEqual([[], []])
})

test('a page has the acts that the role allows and the state makes possible, and no others', async ({
  openConsole,
  bought: { payment, storePurchase },
  server,
  emulator,
}) => {
  const read = async (role: 'VIEWER' | 'SUPPORT' | 'ADMIN', id: string) => {
    const { page, open } = await openConsole({ role })
    await open(`/payments/${id}`)
    await page.getByRole('heading', { name: 'Timeline' }).waitFor()
    const reread = await page.getByRole('button', { name: 'Read again' }).count()
    return { reread, acts: await acts(page).getByRole('button').allTextContents() }
  }
  const ofSupport = ['Refund', 'Consume for the user', 'Retry the acknowledgement', 'Add a note']
  expect(await read('VIEWER', payment.id)).toEqual({ reread: 0, acts: [] })
  expect(await read('SUPPORT', payment.id)).toEqual({ reread: 1, acts: ofSupport })
  expect((await read('ADMIN', payment.id)).acts).toEqual([...ofSupport, 'Correct', 'Transfer'])
  const kept = await buyItem(await createBuyer(server), { store: 'ONE_STORE', itemId: 'remove_ads' })
  const ofKept = await read('SUPPORT', kept.payment.id)
  expect(ofKept.acts).not.toContain('Refund')
  expect(ofKept.acts).not.toContain('Consume for the user')
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  const { page, open } = await openConsole({ role: 'ADMIN' })
  await open(`/payments/${payment.id}`)
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByText('Fully refunded on').waitFor()
  expect(await acts(page).getByRole('button').allTextContents()).toEqual(['Add a note'])
})

test('an admin corrects a record on a phone, in Korean, after a preview of the change', async ({
  openConsole,
  bought: { payment },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({
    role: 'ADMIN',
    locale: 'ko-KR',
    theme: 'dark',
    viewport: { width: 360, height: 740 },
  })
  await open(`/payments/${payment.id}`)
  await page.getByRole('group', { name: '작업' }).getByRole('button', { name: '정정' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('올바른 상태').selectOption('CONSUMED')
  await dialog.getByLabel('사유').fill('직접 지급함')
  await dialog.getByRole('definition').getByText('소비', { exact: true }).waitFor()
  expect(await isScrollable(page)).toBe(false)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('correct-dialog-ko-dark-phone')
  await dialog.getByRole('button', { name: '정정', exact: true }).click()
  await page.getByText('결제내역을 정정했습니다.').waitFor()
  expect(await isScrollable(page)).toBe(false)
  await takeScreenshot('acts-ko-dark-phone')
  expect(reports).toEqual([])
})
