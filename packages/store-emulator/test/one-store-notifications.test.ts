import { createPublicKey, verify } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { buy, change, COINS, send } from './emulator-client.ts'
import { advance, listNotifications, startReceiver } from './receiver.ts'
import type { Received, Receiver } from './receiver.ts'

const MINUTE_MS = 60_000
let emulator: Emulator
let receiver: Receiver

beforeAll(async () => {
  receiver = await startReceiver()
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
  Object.assign(receiver, { received: [], answers: [], hang: false })
  await register({ store: 'ONE_STORE', url: receiver.url })
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

async function register(target: object) {
  return send(`${emulator.url}/control/notifications`, 'PUT', target)
}

function isSigned({ body }: Received): boolean {
  const { signature, ...said } = z.looseObject({ signature: z.string() }).parse(JSON.parse(body))
  const der = Buffer.from(emulator.credentials.oneStore.licenseKey, 'base64')
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' })
  return verify('sha512', Buffer.from(JSON.stringify(said)), key, Buffer.from(signature, 'base64'))
}

async function buyOne(input: object = {}): Promise<{ id: string; transactionId: string | null }> {
  const bought = await buy(emulator, { store: 'ONE_STORE', ...input })
  await advance(emulator)
  return bought
}

describe('a payment notification', () => {
  it('tells a payment and its cancellation, signed over the compact JSON', async () => {
    const { id, transactionId } = await buyOne({ accountToken: 'Account-7' })
    await change(emulator, id, 'refund')
    await advance(emulator)
    const [completed, canceled] = receiver.received.map(({ body }): unknown => JSON.parse(body))
    expect(completed).toEqual({
      msgVersion: '3.1.0',
      clientId: emulator.credentials.oneStore.clientId,
      productId: COINS,
      messageType: 'SINGLE_PAYMENT_TRANSACTION',
      purchaseId: transactionId,
      developerPayload: 'Account-7',
      purchaseTimeMillis: expect.any(Number),
      purchaseState: 'COMPLETED',
      price: '1200',
      priceCurrencyCode: 'KRW',
      productName: COINS,
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

  it('of the sandbox says so', async () => {
    await buyOne({ environment: 'SANDBOX', marketCode: 'MKT_GLB' })
    expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({
      msgVersion: '3.1.0D',
      environment: 'SANDBOX',
      marketCode: 'MKT_GLB',
      isTestMdn: true,
    })
  })

  it('is tried thirty times within three days, and only 200 confirms it', async () => {
    receiver.answers = Array.from({ length: 30 }, () => 204)
    await buyOne()
    await advance(emulator, 3 * 24 * 60 * MINUTE_MS - MINUTE_MS)
    const [notification] = (await listNotifications(emulator)).notifications
    expect(notification).toMatchObject({ state: 'FAILED', attemptCount: 30 })
  })

  it('can be spoiled: another signature, another client', async () => {
    for (const effect of ['WRONG_SIGNATURE', 'WRONG_AUDIENCE']) {
      const fault = { store: 'ONE_STORE', endpoint: 'notification', notification: { effect } }
      await send(`${emulator.url}/control/faults`, 'POST', fault)
      await buyOne()
    }
    expect(receiver.received.map(isSigned)).toEqual([false, true])
    expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({ clientId: '0000000007' })
  })
})

describe('the targets', () => {
  it('are needed: without one nothing is sent or remembered', async () => {
    expect(await register({ store: 'ONE_STORE', url: null })).toMatchObject({ status: 204 })
    await buyOne()
    expect(await listNotifications(emulator)).toEqual({
      targets: [],
      notifications: [],
      hasMore: false,
      endCursor: null,
    })
    expect(await send(`${emulator.url}/control/notifications`, 'POST', { store: 'APP_STORE' })).toMatchObject(
      {
        status: 409,
        body: { error: { code: 'NO_TARGET' } },
      },
    )
  })

  it.each([
    [{ store: 'ONE_STORE', url: 'ftp://localhost/' }, 'url'],
    [{ store: 'ONE_STORE', url: 'localhost' }, 'url'],
    [{ store: 'ONE_STORE' }, 'url'],
    [{ store: 'TEST_STORE', url: 'http://localhost/' }, 'store'],
    [{ store: 'ONE_STORE', url: 'http://localhost/', timeoutMs: 1 }, 'timeoutMs'],
    [{ store: 'ONE_STORE', url: 'http://localhost/', adience: 'x' }, 'adience'],
  ])('refuse %j at %s', async (target, field) => {
    expect(await register(target)).toMatchObject({ status: 400, body: { error: { field } } })
  })

  it('that refuse the connection are tried again', async () => {
    const gone = await startReceiver()
    await register({ store: 'ONE_STORE', url: gone.url })
    await gone.close()
    await buyOne()
    expect((await listNotifications(emulator)).notifications).toMatchObject([
      { state: 'WAITING', attempts: [{ status: null, result: 'NO_RESPONSE' }] },
    ])
  })
})

describe('the list', () => {
  it('comes newest first in pages that lose and repeat nothing', async () => {
    for (let n = 0; n < 5; n += 1) await buyOne()
    const first = await listNotifications(emulator, '?first=2')
    const second = await listNotifications(emulator, `?first=2&after=${String(first.endCursor)}`)
    const third = await listNotifications(emulator, `?first=2&after=${String(second.endCursor)}`)
    const ids = [first, second, third].flatMap(({ notifications }) => notifications.map(({ id }) => id))
    expect(new Set(ids).size).toBe(5)
    expect([first.hasMore, second.hasMore, third.hasMore]).toEqual([true, true, false])
  })

  it('has no notification of that id, and none without a proper id', async () => {
    const resend = async (id: string) => send(`${emulator.url}/control/notifications/${id}/resend`, 'POST')
    expect(await resend(`ntf_${crypto.randomUUID()}`)).toMatchObject({ status: 404 })
    expect(await resend('x')).toMatchObject({ status: 400, body: { error: { field: 'id' } } })
  })
})
