import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { buyAndConsume, buyItem, createBuyer, newUserId, toConsumeInput } from '../support/purchase-client.ts'
import { createDatabaseRecords } from '../support/database-records.ts'
import { expect, vi } from '../support/test.ts'
import { checkLooks, consoleTest, row, slowMs } from './console-test.ts'

const hostileNote = `<img src=x onerror="document.title='acted'"> ${'long '.repeat(100)}`
const hostileId = `<img src=x onerror="document.title='acted'">\u202e-`

const test = consoleTest.extend('addPlayer', { scope: 'file' }, ({ server, admin }) => {
  /** A user who paid twice, and whose first item was refunded after it was used. */
  return async () => {
    const buyer = await createBuyer(server, { userId: `${hostileId}${newUserId()}`, as: 'server' })
    const refunded = await buyAndConsume(buyer, { price: { amount: '4.99', currencyCode: 'USD' } })
    const { receipt } = await updateStorePurchase(server.emulator, refunded.storePurchase.id, 'refund')
    await buyer.client.mutate('verifyPurchase', { receipt, userId: buyer.userId })
    const { payment } = await buyItem(buyer, { price: { amount: '1100', currencyCode: 'KRW' } })
    const text = 'query ($userId: String!) { user(userId: $userId) { id } }'
    const id = (await admin.query(text, { userId: buyer.userId })).user?.id ?? ''
    return { id, userId: buyer.userId, payment }
  }
})

vi.setConfig({ testTimeout: slowMs })

async function giveReason(page: Page, reason: string, confirm: string): Promise<void> {
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill(reason)
  await dialog.getByRole('button', { name: confirm }).click()
  await dialog.waitFor({ state: 'detached' })
}

test('support sees what a user paid and got back, writes a note, suspends the user and releases the user', async ({
  openConsole,
  addPlayer,
  admin,
}) => {
  const { id, payment } = await addPlayer()
  const { page, open, reports } = await openConsole({ role: 'SUPPORT' })
  await open(`/users/${id}`)
  await page.getByText('₩1,100').first().waitFor()
  await page.getByText('$4.99').first().waitFor()
  expect(await page.getByRole('button', { name: 'Personal data' }).count()).toBe(0)

  await page.getByRole('button', { name: 'Add a note' }).click()
  await page.getByRole('dialog').getByLabel('Note').fill(`called twice\n${hostileNote}`)
  await page.getByRole('button', { name: 'Add the note' }).click()
  const notes = page.locator('section', { has: page.getByRole('heading', { name: 'Notes' }) })
  await notes.getByText('called twice').waitFor()
  expect(await page.locator('main img').count()).toBe(0)

  await page.getByRole('button', { name: 'Suspend' }).click()
  await page.getByText('until the user is released').waitFor()
  await giveReason(page, 'a refund after the item was used', 'Suspend')
  await page.getByRole('button', { name: 'Release' }).waitFor()
  await page.getByText('a refund after the item was used').waitFor()
  await page.locator('header').getByRole('link', { name: 'Suspended' }).click()
  await page.locator(row(id)).getByText('a refund after the item was used').waitFor()
  await page.locator(row(id)).getByRole('link').click()
  expect(await admin.mutate('consumePayment', toConsumeInput(payment))).toMatchObject({
    problem: { code: 'USER_SUSPENDED' },
  })
  await page.getByRole('button', { name: 'Release' }).click()
  await giveReason(page, 'the customer explained it', 'Release')
  await page.getByRole('button', { name: 'Suspend' }).waitFor()
  expect(await admin.mutate('consumePayment', toConsumeInput(payment))).toMatchObject({ problem: null })
  expect(await page.title()).toBe('User · Coinslot')
  expect(reports).toEqual([])
})

test('an admin saves the data of a user as a file, and erases the user only with the user id', async ({
  openConsole,
  addPlayer,
  sql,
}) => {
  const { id, userId } = await addPlayer()
  const { page, open } = await openConsole({ role: 'ADMIN' })
  await open(`/users/${id}`)
  await page.getByRole('button', { name: 'Personal data' }).click()
  await page.getByRole('menuitem', { name: 'Export as a file' }).click()
  const download = page.waitForEvent('download')
  await giveReason(page, 'the player asked for it', 'Export')
  const file = await download
  expect(file.suggestedFilename()).toBe(`${id}.json`)
  const pages: unknown = JSON.parse(await readFile(await file.path(), 'utf8'))
  expect(pages).toMatchObject([{ user: { id, userId }, purchases: [{}, {}] }])

  await page.getByRole('button', { name: 'Personal data' }).click()
  await page.getByRole('menuitem', { name: 'Erase' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('the player asked for it')
  await dialog.getByLabel('User id').fill(`${userId}x`)
  await dialog.getByRole('button', { name: 'Erase for ever' }).click()
  expect(await dialog.locator('input:invalid').count()).toBe(1)
  await dialog.getByLabel('User id').fill(userId)
  await dialog.getByRole('button', { name: 'Erase for ever' }).click()
  await page.getByRole('heading', { level: 1, name: /^erased:/ }).waitFor()
  const entries = await createDatabaseRecords(sql).auditLog(id)
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['exportUser', 'the player asked for it'],
    ['eraseUser', 'the player asked for it'],
  ])
})

test('a viewer sees the user and no act, and the page looks right in both languages', async ({
  openConsole,
  addPlayer,
  admin,
}) => {
  const { id, userId } = await addPlayer()
  await admin.mutate('addNote', { userId, text: 'The player wrote that the coins did not arrive.' })
  await admin.mutate('suspendUser', {
    userId,
    reason: `refunds are looked into ${hostileNote}`.slice(0, 500),
  })
  const { page, open } = await openConsole({ role: 'VIEWER' })
  await open(`/users/${id}`)
  await page.getByText('₩1,100').first().waitFor()
  const article = page.locator('article')
  for (const name of ['Add a note', 'Suspend', 'Release', 'Personal data'])
    expect(await article.getByRole('button', { name }).count()).toBe(0)
  await page.close()
  await checkLooks(openConsole, {
    path: `/users/${id}`,
    name: 'user',
    ready: (each) => each.locator('article table').first().waitFor(),
  })
  await checkLooks(openConsole, {
    path: '/suspended-users',
    name: 'suspended-users',
    ready: (each) => each.locator(row(id)).waitFor(),
  })
})
