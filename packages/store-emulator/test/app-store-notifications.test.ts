import { Environment, NotificationTypeV2, Status } from '@apple/app-store-server-library'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import {
  createAppleClient,
  createAppleVerifier,
  signedPayloadOf,
  verifyAppleNotification,
} from './apple-client.ts'
import { createAppStorePurchase, callPurchaseAction } from './emulator-client.ts'
import {
  advanceClock,
  injectNotificationFault,
  listNotifications,
  startNotificationReceiver,
} from './notification-receiver.ts'
import type { NotificationReceiver } from './notification-receiver.ts'

const hourMs = 3_600_000
let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator({
    notificationTargets: [{ store: 'APP_STORE', url: receiver.url, sandboxUrl: `${receiver.url}/sandbox` }],
  })
})
beforeEach(async () => {
  await emulator.reset()
  Object.assign(receiver, { received: [], responseStatuses: [], hang: false })
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

describe('a server notification', () => {
  test('the server is notified of a charge, a refund, its reversal and a revocation with the transaction', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    for (const verb of ['refund', 'reverse-refund', 'revoke']) {
      await callPurchaseAction(emulator, id, verb)
      await advanceClock(emulator)
    }
    const types: unknown[] = []
    for (const received of receiver.received) {
      const { notificationType, data, notificationUUID, version } = await verifyAppleNotification(
        emulator,
        received,
      )
      expect({ version, notificationUUID }).toEqual({ version: '2.0', notificationUUID: expect.any(String) })
      const nested = await createAppleVerifier(emulator).verifyAndDecodeTransaction(
        data?.signedTransactionInfo ?? '',
      )
      expect(nested.transactionId).toBe(transactionId)
      types.push(notificationType)
    }
    expect(types).toEqual(['ONE_TIME_CHARGE', 'REFUND', 'REFUND_REVERSED', 'REVOKE'])
  })

  test('the notification of a subscription contains its renewal info', async () => {
    await createAppStorePurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    await advanceClock(emulator)
    const { notificationType, subtype, data } = await verifyAppleNotification(emulator, receiver.received[0])
    expect({ notificationType, subtype, status: data?.status }).toEqual({
      notificationType: 'SUBSCRIBED',
      subtype: 'INITIAL_BUY',
      status: Status.ACTIVE,
    })
    await expect(
      createAppleVerifier(emulator).verifyAndDecodeRenewalInfo(data?.signedRenewalInfo ?? ''),
    ).resolves.toMatchObject({ autoRenewStatus: 0 })
  })

  test('a production notification is attempted six times, after 1, 12, 24, 48 and 72 hours', async () => {
    receiver.responseStatuses = [500, 500, 500, 500, 500, 500, 500]
    await createAppStorePurchase(emulator)
    await advanceClock(emulator, 200 * hourMs)
    const [notification] = (await listNotifications(emulator)).notifications
    expect(notification).toMatchObject({ state: 'FAILED', attemptCount: 6 })
    const times = notification?.attempts.map(({ at }) => at) ?? []
    expect(times.slice(1).map((at, n) => (at - (times[n] ?? 0)) / hourMs)).toEqual([1, 12, 24, 48, 72])
    const ids = await Promise.all(
      receiver.received.map(
        async (received) => (await verifyAppleNotification(emulator, received)).notificationUUID,
      ),
    )
    expect(new Set(ids).size).toBe(1)
  })

  test('a sandbox notification is attempted once, at the sandbox URL', async () => {
    receiver.responseStatuses = [500]
    await createAppStorePurchase(emulator, { environment: 'SANDBOX' })
    await advanceClock(emulator, 200 * hourMs)
    expect(receiver.received).toMatchObject([{ path: '/hook/sandbox' }])
    expect(
      (await verifyAppleNotification(emulator, receiver.received[0], Environment.SANDBOX)).data,
    ).not.toHaveProperty('appAppleId')
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'FAILED' }])
  })

  test.each(['WRONG_SIGNATURE', 'WRONG_AUDIENCE'])(
    'a notification with the fault %s does not verify',
    async (effect) => {
      await injectNotificationFault(emulator, 'APP_STORE', { effect })
      await createAppStorePurchase(emulator)
      await advanceClock(emulator)
      await expect(verifyAppleNotification(emulator, receiver.received[0])).rejects.toThrow()
    },
  )

  test('purchases with a tampered receipt and of other apps cause no notification', async () => {
    await createAppStorePurchase(emulator, { tamper: 'OTHER_ROOT' })
    await createAppStorePurchase(emulator, { bundleId: 'com.example.other' })
    await advanceClock(emulator)
    expect(receiver.received).toEqual([])
  })
})

describe('a test notification', () => {
  test('a test notification that the client requests is sent, and its status contains the attempts', async () => {
    receiver.responseStatuses = [503]
    const client = createAppleClient(emulator)
    const { testNotificationToken = '' } = await client.requestTestNotification()
    await advanceClock(emulator)
    const { sendAttempts, signedPayload } = await client.getTestNotificationStatus(testNotificationToken)
    expect(sendAttempts).toEqual([
      { attemptDate: expect.any(Number), sendAttemptResult: 'UNSUCCESSFUL_HTTP_RESPONSE_CODE' },
    ])
    expect(receiver.received.map(signedPayloadOf)).toEqual([signedPayload])
    await advanceClock(emulator, hourMs)
    expect((await client.getTestNotificationStatus(testNotificationToken)).sendAttempts).toHaveLength(2)
    expect((await verifyAppleNotification(emulator, receiver.received[0])).notificationType).toBe('TEST')
  })
})

describe('the notification history', () => {
  const range = (): { startDate: number; endDate: number } => ({
    startDate: Date.now() - hourMs,
    endDate: Date.now() + hourMs,
  })

  test('the history returns the sent notifications in pages, oldest first', async () => {
    for (let n = 0; n < 23; n += 1) await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    const client = createAppleClient(emulator)
    const first = await client.getNotificationHistory(null, range())
    expect(first).toMatchObject({ hasMore: true, paginationToken: expect.any(String) })
    const second = await client.getNotificationHistory(first.paginationToken ?? '', range())
    expect(second.hasMore).toBe(false)
    const payloads = [...(first.notificationHistory ?? []), ...(second.notificationHistory ?? [])].map(
      ({ signedPayload }) => signedPayload,
    )
    expect(payloads.toSorted()).toEqual(receiver.received.map(signedPayloadOf).toSorted())
    expect(first.notificationHistory?.[0]?.sendAttempts).toMatchObject([{ sendAttemptResult: 'SUCCESS' }])
  })

  test('the history can be filtered by type, transaction and failure', async () => {
    receiver.responseStatuses = [500]
    const { transactionId } = await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    const other = await createAppStorePurchase(emulator)
    await callPurchaseAction(emulator, other.id, 'refund')
    await advanceClock(emulator)
    const count = async (filter: object): Promise<number | undefined> =>
      (await createAppleClient(emulator).getNotificationHistory(null, { ...range(), ...filter }))
        .notificationHistory?.length
    expect(await count({})).toBe(3)
    expect(await count({ notificationType: NotificationTypeV2.REFUND })).toBe(1)
    expect(await count({ transactionId })).toBe(1)
    expect(await count({ onlyFailures: true })).toBe(1)
  })

  test.each([
    [{ startDate: 2, endDate: 1 }, 4000013],
    [{ startDate: 1 }, 4000012],
    [{ notificationType: NotificationTypeV2.REFUND, transactionId: '1' }, 4000019],
  ])('a history request with %j is rejected with %i', async (request, apiError) => {
    await expect(
      createAppleClient(emulator).getNotificationHistory(null, { ...range(), ...request }),
    ).rejects.toMatchObject({ apiError })
    await expect(createAppleClient(emulator).getNotificationHistory('x', range())).rejects.toMatchObject({
      apiError: 4000014,
    })
  })
})

describe('subscription statuses', () => {
  test('subscriptions are active, expired or revoked and can be filtered by status', async () => {
    const customer = { customer: 'c', productType: 'AUTO_RENEWABLE' }
    const { transactionId } = await createAppStorePurchase(emulator, { ...customer, productId: 'pass' })
    const revoked = await createAppStorePurchase(emulator, { ...customer, productId: 'revoked' })
    await callPurchaseAction(emulator, revoked.id, 'revoke')
    const read = async (filter?: Status[]): Promise<(number | undefined)[]> => {
      const response = await createAppleClient(emulator).getAllSubscriptionStatuses(transactionId, filter)
      expect(response).toMatchObject({ environment: 'Production', bundleId: 'com.example.arcade' })
      const transactions = (response.data ?? []).flatMap((group) => group.lastTransactions ?? [])
      for (const { signedTransactionInfo = '', signedRenewalInfo = '' } of transactions) {
        await createAppleVerifier(emulator).verifyAndDecodeTransaction(signedTransactionInfo)
        await createAppleVerifier(emulator).verifyAndDecodeRenewalInfo(signedRenewalInfo)
      }
      return transactions.map(({ status }) => status)
    }
    expect(await read()).toEqual([Status.ACTIVE, Status.REVOKED])
    expect(await read([Status.REVOKED])).toEqual([Status.REVOKED])
    await advanceClock(emulator, 31 * 24 * hourMs)
    expect(await read()).toEqual([Status.EXPIRED, Status.REVOKED])
  })
})
