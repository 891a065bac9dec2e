import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { readHistory, readStatus, receivedKinds } from './app-store-reader.ts'
import { startNotificationReceiver } from '../notification-receiver.ts'
import type { NotificationReceiver } from '../notification-receiver.ts'
import {
  act,
  advanceTo,
  createSubscription,
  dayMs,
  getSubscription,
  passProductId,
  tryAction,
} from './subscription-client.ts'
import type { SubscriptionView } from './subscription-client.ts'
import { sendRequest } from '../emulator-client.ts'

const monthly = { store: 'APP_STORE', productId: passProductId }

let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  emulator = await startEmulator()
  receiver = await startNotificationReceiver()
})
beforeEach(async () => {
  await emulator.reset()
  emulator.setNotificationTarget({ store: 'APP_STORE', url: receiver.url })
  receiver.received.length = 0
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

const paidUntil = async (subscription: SubscriptionView): Promise<number> =>
  (await getSubscription(emulator, subscription)).paidUntil ?? 0

test('a family member has transactions of its own without a price, which end with the sharing', async () => {
  const owner = await createSubscription(emulator, monthly)
  const { status, body } = await sendRequest(
    `${emulator.url}/control/subscriptions/${owner.id}/share`,
    'POST',
    { customer: 'child' },
  )
  expect(status).toBe(201)
  const member = body as SubscriptionView
  await advanceTo(emulator, await paidUntil(owner))
  const transactions = await readHistory(emulator, member)
  expect(transactions).toHaveLength(2)
  for (const each of transactions)
    expect(each).toMatchObject({ inAppOwnershipType: 'FAMILY_SHARED', price: 0 })
  await act(emulator, member, 'revoke')
  expect(await readStatus(emulator, member)).toMatchObject({
    status: 5,
    transaction: { revocationType: 'FAMILY_REVOKE' },
  })
  expect((await readStatus(emulator, owner)).status).toBe(1)
  await advanceTo(emulator, await paidUntil(owner))
  expect((await readStatus(emulator, member)).status).toBe(5)
  expect((await receivedKinds(emulator, receiver)).toSorted()).toEqual(
    [
      'SUBSCRIBED INITIAL_BUY',
      'SUBSCRIBED INITIAL_BUY',
      'DID_RENEW',
      'DID_RENEW',
      'DID_RENEW',
      'REVOKE',
    ].toSorted(),
  )
})

async function share(owner: SubscriptionView): Promise<SubscriptionView> {
  const path = `/control/subscriptions/${owner.id}/share`
  return (await sendRequest(emulator.url + path, 'POST', { customer: 'child' })).body as SubscriptionView
}

test('the owner stops sharing: the transactions that give a member access are revoked, and the own are not', async () => {
  const owner = await createSubscription(emulator, { ...monthly, chargesEarlyHours: 24 })
  expect(owner.actions).not.toContain('stop-sharing')
  expect(await tryAction(emulator, owner.id, 'stop-sharing')).toMatchObject({ status: 409 })
  const member = await share(owner)
  // The next period is charged a day before it begins, so the member has access by two transactions.
  await advanceTo(emulator, (await paidUntil(owner)) - dayMs / 2)
  expect((await getSubscription(emulator, owner)).actions).toContain('stop-sharing')
  await act(emulator, owner, 'stop-sharing')
  expect(await readHistory(emulator, member)).toMatchObject([
    { revocationType: 'FAMILY_REVOKE' },
    { revocationType: 'FAMILY_REVOKE' },
  ])
  expect((await readStatus(emulator, member)).status).toBe(5)
  for (const own of await readHistory(emulator, owner)) expect(own).not.toHaveProperty('revocationType')
  expect((await readStatus(emulator, owner)).status).toBe(1)
  await advanceTo(emulator, await paidUntil(owner))
  expect(await readHistory(emulator, member)).toHaveLength(2)
})

test("a refund of the owner's transaction revokes the member's, and its reversal gives it back", async () => {
  const owner = await createSubscription(emulator, monthly)
  const member = await share(owner)
  await act(emulator, owner, 'refund')
  expect(await readStatus(emulator, member)).toMatchObject({
    status: 5,
    transaction: { revocationType: 'FAMILY_REVOKE', price: 0 },
  })
  await act(emulator, owner, 'reverse-refund')
  const { status, transaction } = await readStatus(emulator, member)
  expect(status).toBe(1)
  expect(transaction).not.toHaveProperty('revocationDate')
  expect((await receivedKinds(emulator, receiver)).filter((kind) => kind.startsWith('REVOKE'))).toEqual([
    'REVOKE',
  ])
})

test('a commitment goes on after a cancellation, has no grace period, and ends with its last payment', async () => {
  const subscription = await createSubscription(emulator, {
    ...monthly,
    planType: 'COMMITMENT',
    graceDays: 16,
  })
  await advanceTo(emulator, emulator.now() + 70 * dayMs)
  await act(emulator, subscription, 'cancel')
  expect(await readStatus(emulator, subscription)).toMatchObject({
    transaction: {
      billingPlanType: 'MONTHLY',
      commitmentInfo: { billingPeriodNumber: 3, totalBillingPeriods: 12 },
    },
    renewal: { autoRenewStatus: 1, commitmentInfo: { commitmentAutoRenewStatus: 0 } },
  })
  await act(emulator, subscription, 'decline-payments')
  await advanceTo(emulator, (await paidUntil(subscription)) + 40 * dayMs)
  expect((await readStatus(emulator, subscription)).status).toBe(3)
  await act(emulator, subscription, 'accept-payments')
  await advanceTo(emulator, emulator.now() + 400 * dayMs)
  expect((await readStatus(emulator, subscription)).status).toBe(2)
  expect((await getSubscription(emulator, subscription)).periods).toHaveLength(12)
})
