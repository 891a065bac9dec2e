import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createPurchase, callPurchaseAction, coinsProductId, sendRequest } from './emulator-client.ts'
import {
  advanceClock,
  injectNotificationFault,
  listNotifications,
  startNotificationReceiver,
} from './notification-receiver.ts'
import type { ReceivedRequest, NotificationReceiver } from './notification-receiver.ts'

const minuteMs = 60_000
let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
  Object.assign(receiver, { received: [], responseStatuses: [], hang: false })
  await setTarget({ store: 'ONE_STORE', url: receiver.url })
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

async function setTarget(target: object) {
  return sendRequest(`${emulator.url}/control/notifications`, 'PUT', target)
}

function isSigned({ body }: ReceivedRequest): boolean {
  const { signature, ...content } = z.looseObject({ signature: z.string() }).parse(JSON.parse(body))
  const der = Buffer.from(emulator.credentials.oneStore.licenseKey, 'base64')
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify('sha512', Buffer.from(JSON.stringify(content)), key, Buffer.from(signature, 'base64'))
}

async function createOneStorePurchase(
  input: object = {},
): Promise<{ id: string; transactionId: string | null }> {
  const purchase = await createPurchase(emulator, { store: 'ONE_STORE', ...input })
  await advanceClock(emulator)
  return purchase
}

describe('a payment notification', () => {
  test('a payment and its cancellation are sent, signed over the compact JSON', async () => {
    const { id, transactionId } = await createOneStorePurchase({ accountToken: 'Account-7' })
    await callPurchaseAction(emulator, id, 'refund')
    await advanceClock(emulator)
    const [completed, canceled] = receiver.received.map(({ body }): unknown => JSON.parse(body))
    expect(completed).toEqual({
      msgVersion: '3.1.0',
      clientId: emulator.credentials.oneStore.clientId,
      productId: coinsProductId,
      messageType: 'SINGLE_PAYMENT_TRANSACTION',
      purchaseId: transactionId,
      developerPayload: 'Account-7',
      purchaseTimeMillis: expect.any(Number),
      purchaseState: 'COMPLETED',
      price: '1200',
      priceCurrencyCode: 'KRW',
      productName: coinsProductId,
      paymentTypeList: [{ paymentMethod: 'CREDITCARD', amount: '1200' }],
      isTestMdn: false,
      purchaseToken: expect.any(String),
      environment: 'COMMERCIAL',
      marketCode: 'MKT_ONE',
      signature: expect.any(String),
    })
    expect(canceled).toMatchObject({ purchaseId: transactionId, purchaseState: 'CANCELED' })
    expect(receiver.received.map(isSigned)).toEqual([true, true])
  })

  test('a notification of the sandbox is marked as such', async () => {
    await createOneStorePurchase({ environment: 'SANDBOX', marketCode: 'MKT_GLB' })
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      msgVersion: '3.1.0D',
      environment: 'SANDBOX',
      marketCode: 'MKT_GLB',
      isTestMdn: true,
    })
  })

  test('a notification is attempted thirty times within three days, and only 200 confirms it', async () => {
    receiver.responseStatuses = Array.from({ length: 30 }, () => 204)
    await createOneStorePurchase()
    await advanceClock(emulator, 3 * 24 * 60 * minuteMs - minuteMs)
    const [notification] = (await listNotifications(emulator)).notifications
    expect(notification).toMatchObject({ state: 'FAILED', attemptCount: 30 })
  })

  test('a fault changes the signature or the client of a notification', async () => {
    for (const effect of ['WRONG_SIGNATURE', 'WRONG_AUDIENCE']) {
      await injectNotificationFault(emulator, 'ONE_STORE', { effect })
      await createOneStorePurchase()
    }
    expect(receiver.received.map(isSigned)).toEqual([false, true])
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ clientId: '0000000007' })
  })
})

describe('targets', () => {
  test('without a target nothing is sent or stored', async () => {
    expect(await setTarget({ store: 'ONE_STORE', url: null })).toMatchObject({ status: 204 })
    await createOneStorePurchase()
    expect(await listNotifications(emulator)).toEqual({
      targets: [],
      notifications: [],
      hasMore: false,
      endCursor: null,
    })
    expect(
      await sendRequest(`${emulator.url}/control/notifications`, 'POST', { store: 'APP_STORE' }),
    ).toMatchObject({
      status: 409,
      body: { error: { code: 'NO_TARGET' } },
    })
  })

  test.each([
    [{ store: 'ONE_STORE', url: 'ftp://localhost/' }, 'url'],
    [{ store: 'ONE_STORE', url: 'localhost' }, 'url'],
    [{ store: 'ONE_STORE' }, 'url'],
    [{ store: 'TEST_STORE', url: 'http://localhost/' }, 'store'],
    [{ store: 'ONE_STORE', url: 'http://localhost/', timeoutMs: 1 }, 'timeoutMs'],
    [{ store: 'ONE_STORE', url: 'http://localhost/', adience: 'x' }, 'adience'],
  ])('the target %j is rejected because of %s', async (target, field) => {
    expect(await setTarget(target)).toMatchObject({ status: 400, body: { error: { field } } })
  })

  test('a notification is retried when the target refuses the connection', async () => {
    const closedReceiver = await startNotificationReceiver()
    await setTarget({ store: 'ONE_STORE', url: closedReceiver.url })
    await closedReceiver.close()
    await createOneStorePurchase()
    expect((await listNotifications(emulator)).notifications).toMatchObject([
      { state: 'PENDING', attempts: [{ status: null, result: 'NO_RESPONSE' }] },
    ])
  })
})

describe('the notification list', () => {
  test('the pages list each notification exactly once, newest first', async () => {
    for (let n = 0; n < 5; n += 1) await createOneStorePurchase()
    const first = await listNotifications(emulator, '?first=2')
    const second = await listNotifications(emulator, `?first=2&after=${String(first.endCursor)}`)
    const third = await listNotifications(emulator, `?first=2&after=${String(second.endCursor)}`)
    const ids = [first, second, third].flatMap(({ notifications }) => notifications.map(({ id }) => id))
    expect(new Set(ids).size).toBe(5)
    expect([first.hasMore, second.hasMore, third.hasMore]).toEqual([true, true, false])
  })

  test('an unknown and a malformed notification id are rejected', async () => {
    const resend = async (id: string) =>
      sendRequest(`${emulator.url}/control/notifications/${id}/resend`, 'POST')
    expect(await resend(`ntf_${crypto.randomUUID()}`)).toMatchObject({ status: 404 })
    expect(await resend('x')).toMatchObject({ status: 400, body: { error: { field: 'id' } } })
  })
})
