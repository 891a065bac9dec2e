import {
  ConsumptionStatus,
  DeliveryStatus,
  Environment,
  NotificationTypeV2,
  Status,
} from '@apple/app-store-server-library'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createAppleClient, createAppleVerifier } from './apple-client.ts'
import {
  createAppStorePurchase,
  callPurchaseAction,
  sendRequest,
  getPurchaseView,
} from './emulator-client.ts'
import { advanceClock, listNotifications, startNotificationReceiver } from './notification-receiver.ts'
import type { ReceivedRequest, NotificationReceiver } from './notification-receiver.ts'

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
  Object.assign(receiver, { received: [], answers: [], hang: false })
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

function payloadOf({ body }: ReceivedRequest): string {
  return z.strictObject({ signedPayload: z.string() }).parse(JSON.parse(body)).signedPayload
}

async function verifyNotification(
  received: ReceivedRequest | undefined,
  environment = Environment.PRODUCTION,
) {
  if (received === undefined) throw new Error('nothing received')
  return createAppleVerifier(emulator, environment).verifyAndDecodeNotification(payloadOf(received))
}

async function injectNotificationFault(effect: string): Promise<void> {
  const fault = { store: 'APP_STORE', endpoint: 'notification', notification: { effect } }
  await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)
}

describe('a server notification', () => {
  it('tells a charge, a refund, its reversal and a revocation, each with the transaction', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    for (const verb of ['refund', 'reverse-refund', 'revoke']) {
      await callPurchaseAction(emulator, id, verb)
      await advanceClock(emulator)
    }
    const types: unknown[] = []
    for (const received of receiver.received) {
      const { notificationType, data, notificationUUID, version } = await verifyNotification(received)
      expect({ version, notificationUUID }).toEqual({ version: '2.0', notificationUUID: expect.any(String) })
      const nested = await createAppleVerifier(emulator).verifyAndDecodeTransaction(
        data?.signedTransactionInfo ?? '',
      )
      expect(nested.transactionId).toBe(transactionId)
      types.push(notificationType)
    }
    expect(types).toEqual(['ONE_TIME_CHARGE', 'REFUND', 'REFUND_REVERSED', 'REVOKE'])
  })

  it('tells of a subscription with its renewal', async () => {
    await createAppStorePurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    await advanceClock(emulator)
    const { notificationType, subtype, data } = await verifyNotification(receiver.received[0])
    expect({ notificationType, subtype, status: data?.status }).toEqual({
      notificationType: 'SUBSCRIBED',
      subtype: 'INITIAL_BUY',
      status: Status.ACTIVE,
    })
    await expect(
      createAppleVerifier(emulator).verifyAndDecodeRenewalInfo(data?.signedRenewalInfo ?? ''),
    ).resolves.toMatchObject({ autoRenewStatus: 0 })
  })

  it('is tried six times in production, after 1, 12, 24, 48 and 72 hours', async () => {
    receiver.responseStatuses = [500, 500, 500, 500, 500, 500, 500]
    await createAppStorePurchase(emulator)
    await advanceClock(emulator, 200 * hourMs)
    const [notification] = (await listNotifications(emulator)).notifications
    expect(notification).toMatchObject({ state: 'FAILED', attemptCount: 6 })
    const times = notification?.attempts.map(({ at }) => at) ?? []
    expect(times.slice(1).map((at, n) => (at - (times[n] ?? 0)) / hourMs)).toEqual([1, 12, 24, 48, 72])
    const ids = await Promise.all(
      receiver.received.map(async (one) => (await verifyNotification(one)).notificationUUID),
    )
    expect(new Set(ids).size).toBe(1)
  })

  it('is tried once in the sandbox, at the address of the sandbox', async () => {
    receiver.responseStatuses = [500]
    await createAppStorePurchase(emulator, { environment: 'SANDBOX' })
    await advanceClock(emulator, 200 * hourMs)
    expect(receiver.received).toMatchObject([{ path: '/hook/sandbox' }])
    expect((await verifyNotification(receiver.received[0], Environment.SANDBOX)).data).not.toHaveProperty(
      'appAppleId',
    )
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'FAILED' }])
  })

  it.each(['WRONG_SIGNATURE', 'WRONG_AUDIENCE'])('can be spoiled: %s', async (effect) => {
    await injectNotificationFault(effect)
    await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    await expect(verifyNotification(receiver.received[0])).rejects.toThrow()
  })

  it('is not sent about forged receipts and other apps', async () => {
    await createAppStorePurchase(emulator, { tamper: 'OTHER_ROOT' })
    await createAppStorePurchase(emulator, { bundleId: 'com.example.other' })
    await advanceClock(emulator)
    expect(receiver.received).toEqual([])
  })
})

describe('a test notification', () => {
  it('that the client asks for is sent, and its status says how it went', async () => {
    receiver.responseStatuses = [503]
    const client = createAppleClient(emulator)
    const { testNotificationToken = '' } = await client.requestTestNotification()
    await advanceClock(emulator)
    const { sendAttempts, signedPayload } = await client.getTestNotificationStatus(testNotificationToken)
    expect(sendAttempts).toEqual([
      { attemptDate: expect.any(Number), sendAttemptResult: 'UNSUCCESSFUL_HTTP_RESPONSE_CODE' },
    ])
    expect(receiver.received.map(payloadOf)).toEqual([signedPayload])
    await advanceClock(emulator, hourMs)
    expect((await client.getTestNotificationStatus(testNotificationToken)).sendAttempts).toHaveLength(2)
    expect((await verifyNotification(receiver.received[0])).notificationType).toBe('TEST')
  })
})

describe('the notification history', () => {
  const range = (): { startDate: number; endDate: number } => ({
    startDate: Date.now() - hourMs,
    endDate: Date.now() + hourMs,
  })

  it('pages through what was sent, oldest first', async () => {
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
    expect(payloads.toSorted()).toEqual(receiver.received.map(payloadOf).toSorted())
    expect(first.notificationHistory?.[0]?.sendAttempts).toMatchObject([{ sendAttemptResult: 'SUCCESS' }])
  })

  it('filters by type, by transaction and by failure', async () => {
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

  it.each([
    [{ startDate: 2, endDate: 1 }, 4000013],
    [{ startDate: 1 }, 4000012],
    [{ notificationType: NotificationTypeV2.REFUND, transactionId: '1' }, 4000019],
  ])('refuses %j with %i', async (wrong, apiError) => {
    await expect(
      createAppleClient(emulator).getNotificationHistory(null, { ...range(), ...wrong }),
    ).rejects.toMatchObject({ apiError })
    await expect(createAppleClient(emulator).getNotificationHistory('x', range())).rejects.toMatchObject({
      apiError: 4000014,
    })
  })
})

describe('subscription statuses', () => {
  it('are active, expired or revoked, and can be filtered', async () => {
    const customer = { customer: 'c', productType: 'AUTO_RENEWABLE' }
    const { transactionId } = await createAppStorePurchase(emulator, { ...customer, productId: 'pass' })
    const revoked = await createAppStorePurchase(emulator, { ...customer, productId: 'gone' })
    await callPurchaseAction(emulator, revoked.id, 'revoke')
    const read = async (filter?: Status[]): Promise<(number | undefined)[]> => {
      const answer = await createAppleClient(emulator).getAllSubscriptionStatuses(transactionId, filter)
      expect(answer).toMatchObject({ environment: 'Production', bundleId: 'com.example.arcade' })
      const transactions = (answer.data ?? []).flatMap((group) => group.lastTransactions ?? [])
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

describe('a request for consumption information', () => {
  it('is sent, and both versions of the answer are kept', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    await advanceClock(emulator)
    expect(await callPurchaseAction(emulator, id, 'request-consumption')).toMatchObject({ status: 201 })
    await advanceClock(emulator)
    const { notificationType, data } = await verifyNotification(receiver.received[1])
    expect(notificationType).toBe('CONSUMPTION_REQUEST')
    expect(data?.consumptionRequestReason).toBe('UNINTENDED_PURCHASE')
    const client = createAppleClient(emulator)
    await client.sendConsumptionInformation(transactionId, {
      customerConsented: true,
      deliveryStatus: 'DELIVERED',
      sampleContentProvided: false,
      consumptionPercentage: 50_000,
    })
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      consumptionInformation: { version: 2, deliveryStatus: 'DELIVERED', consumptionPercentage: 50_000 },
    })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- servers that still send it are served too
    await client.sendConsumptionData(transactionId, {
      customerConsented: true,
      consumptionStatus: ConsumptionStatus.FULLY_CONSUMED,
      platform: 1,
      sampleContentProvided: false,
      deliveryStatus: 0,
      appAccountToken: '',
      accountTenure: 0,
      playTime: 0,
      lifetimeDollarsRefunded: 0,
      lifetimeDollarsPurchased: 0,
      userStatus: 0,
    })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ consumptionInformation: { version: 1 } })
  })

  it('is refused when it is malformed, or about nothing', async () => {
    const { id, transactionId } = await createAppStorePurchase(emulator)
    const client = createAppleClient(emulator)
    const good = {
      customerConsented: true,
      deliveryStatus: DeliveryStatus.DELIVERED,
      sampleContentProvided: true,
    }
    await expect(
      client.sendConsumptionInformation(transactionId, { ...good, customerConsented: false }),
    ).rejects.toMatchObject({ apiError: 4000035 })
    await expect(client.sendConsumptionInformation('5', good)).rejects.toMatchObject({ apiError: 4040010 })
    await callPurchaseAction(emulator, id, 'refund')
    expect(await callPurchaseAction(emulator, id, 'request-consumption')).toMatchObject({ status: 409 })
  })
})
