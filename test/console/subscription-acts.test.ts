import type { Page } from 'playwright'
import { decodeId } from '../../src/platform/ids.ts'
import { getAtStore, readPeriods, subscribeAtStore } from '../subscriptions/subscription-fixture.ts'
import { createDatabaseRecords } from '../support/database-records.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import { expect, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { checkLooks, row, slowMs } from './console-test.ts'
import { subscriptionPageTest } from './subscription-page-test.ts'

/** Subscriptions of four users: one that acts are tried on, one to revoke, one of the App Store, and one with an item of its own. */
const test = subscriptionPageTest.extend('bought', { scope: 'file' }, async ({ buySubscription }) => ({
  acted: await buySubscription(),
  revoked: await buySubscription(),
  ofAppStore: await buySubscription({ store: 'APP_STORE' }),
  golden: await buySubscription({ itemId: 'vip_gold' }),
}))

vi.setConfig({ testTimeout: slowMs })

const acts = (page: Page) => page.getByRole('group', { name: 'Acts' }).getByRole('button').allInnerTexts()

test('support extends a subscription by days, and turns its renewal off so that the customer cannot turn it on again', async ({
  openConsole,
  bought: { acted },
  server,
  sql,
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'SUPPORT' })
  const before = (await getAtStore(server.emulator, acted.atStore.id)).paidUntil ?? 0
  await open(`/subscriptions/${acted.id}`)
  await page.getByRole('button', { name: 'Extend' }).waitFor()
  expect(await acts(page)).toEqual(['Extend', 'Turn the renewal off', 'Read the store again'])
  await page.getByRole('button', { name: 'Extend' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Days').fill('400')
  await dialog.getByLabel('Reason').fill('the servers were down')
  await dialog.getByRole('button', { name: 'Extend' }).click()
  expect(await dialog.locator('input:invalid').count()).toBe(1)
  await dialog.getByLabel('Days').fill('30')
  const times = dialog.getByLabel('What will change').locator('time')
  const from = await times.first().getAttribute('datetime')
  const to = await times.last().getAttribute('datetime')
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(30 * dayMs)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('subscription-extend')
  await dialog.getByRole('button', { name: 'Extend' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect((await getAtStore(server.emulator, acted.atStore.id)).paidUntil).toBe(before + 30 * dayMs)
  // The notification of the store about it counts as a change of the subscription.
  await waitForIdle(server, sql, 60_000)
  await open(`/subscriptions/${acted.id}`)

  await page.getByRole('button', { name: 'Turn the renewal off' }).click()
  await dialog.getByLabel('Stop the payments').check()
  await dialog.getByText(/^This is final: Google Play stops the payments/).waitFor()
  await dialog.getByLabel('Reason').fill('the customer asked by mail')
  await takeScreenshot('subscription-cancel')
  await dialog.getByRole('button', { name: 'Turn the renewal off' }).click()
  await page.getByText(/then it ends: canceled by the developer\.$/).waitFor()
  expect(await acts(page)).toEqual(['Extend', 'Read the store again'])
  const entries = await createDatabaseRecords(sql).auditLog(acted.id)
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['extendSubscription', 'the servers were down'],
    ['cancelSubscription', 'the customer asked by mail'],
  ])
  expect(reports).toEqual([])
})

test('an owner revokes a subscription with its second factor, and after a second operator where the refund needs one', async ({
  openConsole,
  bought: { revoked },
  admin,
  server,
}) => {
  await admin.mutate('updateAppKey', { refundApprovalLimits: [{ amount: '0', currencyCode: 'USD' }] })
  const { page, open, takeScreenshot } = await openConsole({ role: 'OWNER' })
  await open(`/subscriptions/${revoked.id}`)
  await page.getByRole('button', { name: 'Revoke and refund' }).click()
  const dialog = page.getByRole('dialog')
  const link = dialog.getByRole('link', { name: 'Request the refund of the current period' })
  expect(await link.getAttribute('href')).toContain(`/payments/${revoked.paymentId}`)
  await takeScreenshot('subscription-approval-first')
  await admin.mutate('updateAppKey', { refundApprovalLimits: [] })

  await open(`/subscriptions/${revoked.id}`)
  await page.getByRole('button', { name: 'Revoke and refund' }).click()
  await dialog.getByLabel('Reason').fill('bought by a child')
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
  await dialog.getByText('This act needs a second factor').waitFor()
  expect((await getAtStore(server.emulator, revoked.atStore.id)).state).toBe('ACTIVE')

  const confirmed = await openConsole({ role: 'OWNER', hasFreshFactor: true })
  await confirmed.open(`/subscriptions/${revoked.id}`)
  await confirmed.page.getByRole('button', { name: 'Revoke and refund' }).click()
  await confirmed.page.getByLabel('Reason').fill('bought by a child')
  expect(await confirmed.findViolations()).toEqual([])
  await confirmed.takeScreenshot('subscription-revoke')
  await confirmed.page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await confirmed.page.locator(row(revoked.paymentId)).getByText('Refunded').waitFor()
  expect(await acts(confirmed.page)).toEqual(['Read the store again'])
  expect(confirmed.reports).toEqual([])
})

test('an owner assigns a subscription of nobody to a user, which support cannot do', async ({
  openConsole,
  bought: _,
  server,
  sql,
}) => {
  const { userId } = await createBuyer(server)
  await subscribeAtStore(server.emulator)
  await waitForIdle(server, sql, 60_000)
  const support = await openConsole({ role: 'SUPPORT' })
  await support.open('/subscriptions?owner=unknown')
  await support.page.locator('tr[data-row]').getByRole('link').first().click()
  await support.page.getByText(/^Its user is unknown/).waitFor()
  expect(await acts(support.page)).not.toContain('Assign to a user')

  const id = new URL(support.page.url()).pathname.split('/').at(-1) ?? ''
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'OWNER' })
  await open(`/subscriptions/${id}`)
  await page.getByRole('button', { name: 'Assign to a user' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('User id of the game').fill(`${userId}-unknown`)
  await dialog.getByLabel('Reason').fill('the customer has sent the bill')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await dialog.getByText(/^Compare the id with that in your game/).waitFor()
  await dialog.getByLabel('User id of the game').fill(` ${userId} `)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('subscription-assign')
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click()
  await dialog.waitFor({ state: 'detached' })
  await page.getByRole('link', { name: userId }).waitFor()
  expect(await acts(page)).not.toContain('Assign to a user')
  await waitForIdle(server, sql, 60_000)
  const periods = await readPeriods(sql, decodeId('sub', id) ?? '')
  expect(periods).toMatchObject([{ acknowledgement_status: 'ACKNOWLEDGED' }])
  const entries = await createDatabaseRecords(sql).auditLog(id)
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['assignSubscription', 'the customer has sent the bill'],
  ])
  expect(reports).toEqual([])
})

test('a subscription of the App Store has no act that only the customer and Apple can do', async ({
  openConsole,
  bought: { ofAppStore },
}) => {
  const { page, open } = await openConsole({ hasFreshFactor: true })
  await open(`/subscriptions/${ofAppStore.id}`)
  await page.getByText(/^In the App Store only the customer cancels/).waitFor()
  expect(await acts(page)).toEqual(['Extend', 'Read the store again'])
})

test('an owner creates an entitlement that its subscribers get at once, and takes the item from it again', async ({
  openConsole,
  bought: { golden },
}) => {
  const { page, open, reports, findViolations, takeScreenshot } = await openConsole({ role: 'OWNER' })
  await open('/entitlements')
  const lounge = page.locator('tr', { hasText: 'VIP lounge' })
  await lounge.getByText('Membership vip_gold').waitFor()
  // The user of the golden subscription has access at least.
  expect(Number(await lounge.getByRole('cell').nth(2).innerText())).toBeGreaterThan(0)
  await page.getByRole('link', { name: 'New entitlement' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Key').fill('vip')
  await dialog.getByLabel('Name').fill('Gold room')
  await dialog.getByRole('button', { name: 'Create' }).click()
  expect(await dialog.locator('input[name=key]:invalid').count()).toBe(1)
  await dialog.getByLabel('Key').fill('gold_room')
  await dialog.getByLabel('Find items').fill('GOLD')
  await dialog.getByLabel(/Membership vip_gold/).check()
  expect(await dialog.getByRole('checkbox').count()).toBe(1)
  expect(await findViolations()).toEqual([])
  await takeScreenshot('entitlement-form')
  await dialog.getByRole('button', { name: 'Create' }).click()
  const created = page.locator('tr', { hasText: 'gold_room' })
  await created.getByText('Applied to all users').waitFor()
  await open(`/users/${golden.userId}`)
  const ofUser = page.locator(row('gold_room'))
  await ofUser.getByText('Has access').waitFor()

  await open('/entitlements?edit=gold_room')
  await dialog.getByLabel(/Membership vip_gold/).uncheck()
  await dialog.getByText(/^Users lose the access that the removed items give/).waitFor()
  await dialog.getByLabel('Reason').fill('the room is closed')
  await takeScreenshot('entitlement-remove')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await created.getByText('Given by grants only').waitFor()
  await open(`/users/${golden.userId}`)
  await ofUser.getByText('No access').waitFor()
  expect(reports).toEqual([])
})

test('a viewer sees the entitlements, and no act', async ({ openConsole, bought: _ }) => {
  const { page, open } = await openConsole({ role: 'VIEWER' })
  await open('/entitlements?edit=vip')
  await page.locator('tr', { hasText: 'VIP lounge' }).waitFor()
  expect(await page.getByRole('link', { name: 'New entitlement' }).count()).toBe(0)
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('the entitlements look right in both languages and themes', async ({ openConsole, bought: _ }) => {
  await checkLooks(openConsole, {
    path: '/entitlements',
    name: 'entitlements',
    ready: (page) => page.locator('tr', { hasText: 'VIP lounge' }).waitFor(),
  })
})
