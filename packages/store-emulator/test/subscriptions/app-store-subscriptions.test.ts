import { randomUUID } from 'node:crypto'
import { Environment, ExtendReasonCode } from '@apple/app-store-server-library'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startEmulator } from '../../src/index.ts'
import type { Emulator } from '../../src/index.ts'
import { createAppleClient } from '../apple-client.ts'
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
} from './subscription-client.ts'
import type { SubscriptionView } from './subscription-client.ts'

const monthly = { store: 'APP_STORE', productId: passProductId }
const gold = { productId: 'com.example.arcade.gold', amount: '19.99' }

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

test('each renewal is a transaction of the same chain, and a year in one step notifies each in order', async () => {
  const subscription = await createSubscription(emulator, monthly)
  await advanceTo(emulator, emulator.now() + 366 * dayMs)
  const history = await readHistory(emulator, subscription)
  expect(history).toHaveLength(13)
  expect(new Set(history.map(({ originalTransactionId }) => originalTransactionId))).toEqual(
    new Set([subscription.token]),
  )
  expect(history.map(({ transactionReason }) => transactionReason)).toEqual([
    'PURCHASE',
    ...Array.from({ length: 12 }, () => 'RENEWAL'),
  ])
  for (const [index, { purchaseDate }] of history.entries())
    if (index > 0) expect(purchaseDate).toBe(history[index - 1]?.expiresDate)
  expect(await receivedKinds(emulator, receiver)).toEqual([
    'SUBSCRIBED INITIAL_BUY',
    ...Array.from({ length: 12 }, () => 'DID_RENEW'),
  ])
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 1,
    renewal: { autoRenewStatus: 1 },
  })
})

test('a grace period exists only in the renewal info, and a payment in it keeps the dates', async () => {
  const subscription = await createSubscription(emulator, { ...monthly, graceDays: 16 })
  const end = await paidUntil(subscription)
  await act(emulator, subscription, 'decline-payments')
  await advanceTo(emulator, end)
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 4,
    transaction: { expiresDate: end },
    renewal: { gracePeriodExpiresDate: end + 16 * dayMs, isInBillingRetryPeriod: true },
  })
  await advanceTo(emulator, end + 10 * dayMs)
  await act(emulator, subscription, 'accept-payments')
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 1,
    transaction: { purchaseDate: end },
  })
  expect(await receivedKinds(emulator, receiver)).toEqual([
    'SUBSCRIBED INITIAL_BUY',
    'DID_FAIL_TO_RENEW GRACE_PERIOD',
    'DID_RENEW BILLING_RECOVERY',
  ])
})

test('a payment after twenty days of retry moves the date, and a retry of sixty days ends the subscription', async () => {
  const subscription = await createSubscription(emulator, monthly)
  await act(emulator, subscription, 'decline-payments')
  await advanceTo(emulator, (await paidUntil(subscription)) + 20 * dayMs)
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 3,
    renewal: { isInBillingRetryPeriod: true },
  })
  const { periods } = await act(emulator, subscription, 'accept-payments')
  expect(periods[1]?.startsAt).toBe(periods[1]?.chargedAt)
  await act(emulator, subscription, 'decline-payments')
  await advanceTo(emulator, (await paidUntil(subscription)) + 60 * dayMs)
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 2,
    renewal: { expirationIntent: 2 },
  })
  expect(await receivedKinds(emulator, receiver)).toEqual([
    'SUBSCRIBED INITIAL_BUY',
    'DID_FAIL_TO_RENEW',
    'DID_RENEW BILLING_RECOVERY',
    'DID_FAIL_TO_RENEW',
    'EXPIRED BILLING_RETRY',
  ])
})

test('an upgrade takes effect at once and refunds the rest of the old period; a downgrade waits', async () => {
  const subscription = await createSubscription(emulator, monthly)
  await advanceTo(emulator, emulator.now() + 10 * dayMs)
  await act(emulator, subscription, 'change-in-group', { ...gold, change: 'UPGRADE' })
  const [upgrade, replaced] = (await readHistory(emulator, subscription)).toSorted(
    (a, b) => (b.purchaseDate ?? 0) - (a.purchaseDate ?? 0),
  )
  expect(replaced).toMatchObject({ isUpgraded: true, revocationType: 'REFUND_PRORATED' })
  expect(upgrade).toMatchObject({ productId: gold.productId, transactionReason: 'PURCHASE' })
  await act(emulator, subscription, 'change-in-group', { productId: passProductId, change: 'DOWNGRADE' })
  expect(await readStatus(emulator, subscription)).toMatchObject({
    transaction: { productId: gold.productId },
    renewal: { autoRenewProductId: passProductId, productId: gold.productId },
  })
  await advanceTo(emulator, await paidUntil(subscription))
  expect(await readStatus(emulator, subscription)).toMatchObject({
    status: 1,
    transaction: { productId: passProductId },
  })
  expect(await receivedKinds(emulator, receiver)).toEqual([
    'SUBSCRIBED INITIAL_BUY',
    'DID_CHANGE_RENEWAL_PREF UPGRADE',
    'DID_CHANGE_RENEWAL_PREF DOWNGRADE',
    'DID_RENEW',
  ])
})

test('the refund of an earlier period is on its transaction only, and a reversal removes it', async () => {
  const subscription = await createSubscription(emulator, monthly)
  await advanceTo(emulator, await paidUntil(subscription))
  const periodId = subscription.periods[0]?.id ?? ''
  await act(emulator, subscription, 'refund', { periodId })
  expect((await readStatus(emulator, subscription)).status).toBe(1)
  const refunded = (await readHistory(emulator, subscription)).find(
    ({ transactionId }) => transactionId === periodId,
  )
  expect(refunded).toMatchObject({ revocationDate: expect.any(Number), revocationType: 'REFUND_FULL' })
  await act(emulator, subscription, 'reverse-refund', { periodId })
  for (const transaction of await readHistory(emulator, subscription))
    expect(transaction).not.toHaveProperty('revocationDate')
  await act(emulator, subscription, 'refund')
  expect((await readStatus(emulator, subscription)).status).toBe(5)
  expect((await receivedKinds(emulator, receiver)).slice(2)).toEqual(['REFUND', 'REFUND_REVERSED', 'REFUND'])
})

test('a price increase that is refused ends the subscription with its own reason', async () => {
  const subscription = await createSubscription(emulator, monthly)
  await act(emulator, subscription, 'change-price', { amount: '12.99' })
  expect((await readStatus(emulator, subscription)).renewal.priceIncreaseStatus).toBe(0)
  await advanceTo(emulator, await paidUntil(subscription))
  expect((await readStatus(emulator, subscription)).renewal.expirationIntent).toBe(3)
  expect((await receivedKinds(emulator, receiver)).slice(1)).toEqual([
    'PRICE_INCREASE PENDING',
    'EXPIRED PRICE_INCREASE',
  ])
})

test('a subscription bought again continues its chain, and an offer is named in both payloads', async () => {
  const offers = [
    { kind: 'TRIAL', period: 'P1W', offerType: 'INTRODUCTORY' },
    { kind: 'OFFER', amount: '4.99', offerId: 'loyal', offerType: 'PROMOTIONAL' },
  ]
  const subscription = await createSubscription(emulator, { ...monthly, offers })
  expect(await readStatus(emulator, subscription)).toMatchObject({
    transaction: { offerType: 1, offerDiscountType: 'FREE_TRIAL', offerPeriod: 'P1W', price: 0 },
    renewal: { offerType: 2, offerIdentifier: 'loyal', renewalPrice: 4990 },
  })
  await act(emulator, subscription, 'cancel')
  await advanceTo(emulator, await paidUntil(subscription))
  const again = await act(emulator, subscription, 'resubscribe')
  expect(again.token).toBe(subscription.token)
  expect(await receivedKinds(emulator, receiver)).toEqual([
    'SUBSCRIBED INITIAL_BUY',
    'DID_CHANGE_RENEWAL_STATUS AUTO_RENEW_DISABLED',
    'EXPIRED VOLUNTARY',
    'SUBSCRIBED RESUBSCRIBE',
  ])
})

test('the server extends the renewal date, finishes transactions and links the chain to an account', async () => {
  const client = createAppleClient(emulator)
  const subscription = await createSubscription(emulator, monthly)
  const end = await paidUntil(subscription)
  const request = {
    extendByDays: 14,
    extendReasonCode: ExtendReasonCode.CUSTOMER_SATISFACTION,
    requestIdentifier: randomUUID(),
  }
  expect(await client.extendSubscriptionRenewalDate(subscription.token, request)).toMatchObject({
    success: true,
    effectiveDate: end + 14 * dayMs,
  })
  await expect(
    client.extendSubscriptionRenewalDate(subscription.token, { ...request, extendByDays: 91 }),
  ).rejects.toMatchObject({ apiError: 4000009 })
  await expect(client.extendSubscriptionRenewalDate('5', request)).rejects.toMatchObject({
    apiError: 4040005,
  })
  const appAccountToken = randomUUID()
  await client.setAppAccountToken(subscription.token, { appAccountToken })
  await client.finishTransaction(subscription.token)
  const { transaction, renewal } = await readStatus(emulator, subscription)
  expect([transaction.appAccountToken, renewal.appAccountToken]).toEqual([appAccountToken, appAccountToken])
  expect(renewal.renewalDate).toBe(end + 14 * dayMs)
  expect((await getSubscription(emulator, subscription)).periods[0]?.finishedAt).not.toBeNull()
})

test('in the sandbox a month takes five minutes and the store renews twelve times', async () => {
  const subscription = await createSubscription(emulator, { ...monthly, environment: 'SANDBOX' })
  await advanceTo(emulator, emulator.now() + dayMs)
  const { periods } = await getSubscription(emulator, subscription)
  expect(periods.map(({ startsAt, endsAt }) => endsAt - startsAt)).toEqual(
    Array.from({ length: 13 }, () => 300_000),
  )
  const client = createAppleClient(emulator, Environment.SANDBOX)
  const { data } = await client.getAllSubscriptionStatuses(subscription.token)
  expect(data?.[0]?.lastTransactions?.[0]?.status).toBe(2)
})
