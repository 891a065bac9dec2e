import type { Page } from 'playwright'
import { act } from '../subscriptions/subscription-fixture.ts'
import { createDatabaseRecords } from '../support/database-records.ts'
import { newUserId } from '../support/purchase-client.ts'
import { expect, vi } from '../support/test.ts'
import { waitForIdle } from '../support/wait-for-idle.ts'
import { checkLooks, row, slowMs } from './console-test.ts'
import { hostileId, subscriptionPageTest } from './subscription-page-test.ts'

/** A subscriber in a free trial, and one who canceled. */
const test = subscriptionPageTest.extend(
  'subscriptions',
  { scope: 'file' },
  async ({ buySubscription, server, sql }) => {
    const active = await buySubscription({
      userId: `${hostileId}${newUserId()}`,
      offers: [{ kind: 'TRIAL', period: 'P1W' }],
    })
    const canceled = await buySubscription({ itemId: 'vip_gold' })
    await act(server.emulator, canceled.atStore.id, 'cancel')
    await waitForIdle(server, sql, 60_000)
    return { active, canceled }
  },
)

vi.setConfig({ testTimeout: slowMs })

test('support finds a subscription that the customer canceled, opens its payment, and reads the store again', async ({
  openConsole,
  subscriptions: { active, canceled },
  server,
}) => {
  const { page, open, reports } = await openConsole({ role: 'SUPPORT' })
  await open('/subscriptions')
  await page.locator(row(active.id)).getByText('Active').waitFor()
  expect(await page.locator('main img').count()).toBe(0)
  await page.getByRole('button', { name: /^Status/ }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Taken back' }).click()
  await page.keyboard.press('Escape')
  await page.getByText('No subscription matches the filter').waitFor()
  await page.getByRole('button', { name: 'Clear the filter' }).last().click()
  await page.getByLabel('Item id').fill(' vip_gold ')
  await page.getByLabel('Item id').press('Enter')
  await page.waitForURL(/item=vip_gold/)
  await page.locator(row(active.id)).waitFor({ state: 'detached' })

  await page.locator(row(canceled.id)).getByRole('link').first().click()
  await page.getByText(/^It gives access until .* then it ends: canceled by the customer\.$/).waitFor()
  expect(await page.title()).toBe('Subscription · Coinslot')
  await page.locator(row(canceled.paymentId)).getByRole('link').click()
  await page.getByText(/^It pays for the period of a subscription/).waitFor()
  await page.getByRole('link', { name: 'Open the subscription' }).click()
  await page.getByText('Renewal turned off', { exact: true }).waitFor()

  await act(server.emulator, canceled.atStore.id, 'restart')
  await page.getByRole('button', { name: 'Read the store again' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('the customer wants it back')
  await dialog.getByRole('button', { name: 'Read' }).click()
  await page.getByText(/^It gives access until .* and renews/).waitFor()
  expect(reports).toEqual([])
})

test('support sees what a user may use and from what, limits it, and revokes the grant', async ({
  openConsole,
  subscriptions: { active },
  sql,
}) => {
  const { page, open, reports } = await openConsole({ role: 'SUPPORT' })
  await open(`/users/${active.userId}`)
  const state = page.locator(row('vip')).getByText('Has access')
  await state.waitFor()
  await page.locator(row(active.id)).getByText('Membership vip').waitFor()
  await page.locator(row('vip')).getByRole('link', { name: 'Subscription' }).click()
  await page.waitForURL(`**/subscriptions/${active.id}?**`)
  await page.goBack()

  await page.getByRole('button', { name: 'Grant an entitlement' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Effect').selectOption('LIMIT')
  await dialog.getByLabel('Access until').fill('2026-01-02T03:04')
  await dialog.getByLabel('Reason').fill(`abuse ${hostileId}`)
  await dialog.getByRole('button', { name: 'Grant', exact: true }).click()
  await page.locator(row('vip')).getByText('No access').waitFor()
  const grant = page.locator('[data-grant]')
  await grant.getByText('Limits access').waitFor()
  expect(await grant.locator('time').first().getAttribute('datetime')).toBe('2026-01-01T18:04:00.000Z')
  expect(await page.locator('main img').count()).toBe(0)

  await grant.getByRole('button', { name: 'Revoke the grant' }).click()
  await dialog.getByLabel('Reason').fill('a mistake')
  await dialog.getByRole('button', { name: 'Revoke', exact: true }).click()
  await grant.getByText('Grant revoked').waitFor()
  await state.waitFor()
  const entries = await createDatabaseRecords(sql).auditLog(active.userId)
  expect(entries.map(({ action, reason }) => [action, reason])).toEqual([
    ['grantEntitlement', `abuse ${hostileId}`],
    ['revokeEntitlementGrant', 'a mistake'],
  ])
  expect(reports).toEqual([])
})

test('a viewer sees subscriptions and entitlements, and no act', async ({
  openConsole,
  subscriptions: { active },
}) => {
  const { page, open } = await openConsole({ role: 'VIEWER' })
  await open(`/subscriptions/${active.id}`)
  await page.getByText(/^It gives access until/).waitFor()
  expect(await page.getByRole('group', { name: 'Acts' }).count()).toBe(0)
  await open(`/users/${active.userId}`)
  await page.locator(row('vip')).waitFor()
  expect(await page.getByRole('button', { name: /grant/i }).count()).toBe(0)
})

const hasTitle = (page: Page) => page.locator('h1').getByText(/\w/).waitFor()

test('the pages of subscriptions look right in both languages, on a desktop and on a phone', async ({
  openConsole,
  subscriptions: { active },
}) => {
  await checkLooks(openConsole, {
    role: 'VIEWER',
    path: '/subscriptions',
    name: 'subscriptions',
    ready: (page) => page.locator(row(active.id)).waitFor(),
  })
  await checkLooks(openConsole, {
    path: `/subscriptions/${active.id}`,
    name: 'subscription',
    ready: hasTitle,
  })
})

test('the entitlements of a user and the payment of a period look right in both languages', async ({
  openConsole,
  subscriptions: { active, canceled },
}) => {
  await checkLooks(openConsole, {
    path: `/users/${active.userId}`,
    name: 'user-access',
    ready: (page) => page.locator(row('vip')).waitFor(),
  })
  await checkLooks(openConsole, {
    role: 'VIEWER',
    path: `/payments/${canceled.paymentId}`,
    name: 'payment-period',
    ready: hasTitle,
  })
})
