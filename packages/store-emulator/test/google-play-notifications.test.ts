import { OAuth2Client } from 'google-auth-library'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { callPurchaseAction, coinsProductId, sendRequest } from './emulator-client.ts'
import { createGooglePlayPurchase } from './google-client.ts'
import { advanceClock, listNotifications, startNotificationReceiver } from './notification-receiver.ts'
import type { ReceivedRequest, NotificationReceiver } from './notification-receiver.ts'

const pushAudience = 'https://coinslot.example.com/push'
let emulator: Emulator
let receiver: NotificationReceiver

beforeAll(async () => {
  receiver = await startNotificationReceiver()
  emulator = await startEmulator({
    notificationTargets: [
      { store: 'GOOGLE_PLAY', url: receiver.url, audience: pushAudience, timeoutMs: 300 },
    ],
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

const envelopeSchema = z.strictObject({
  message: z.strictObject({
    data: z.string(),
    messageId: z.string().regex(/^\d+$/),
    message_id: z.string(),
    publishTime: z.iso.datetime(),
    publish_time: z.iso.datetime(),
  }),
  subscription: z.string(),
})

function decodeNotification({ body }: ReceivedRequest): unknown {
  const { message } = envelopeSchema.parse(JSON.parse(body))
  const content: unknown = JSON.parse(Buffer.from(message.data, 'base64').toString())
  return content
}

function tokenOf({ headers }: ReceivedRequest | undefined = { path: '', headers: {}, body: '' }): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

async function injectNotificationFault(effect: object): Promise<void> {
  const fault = { store: 'GOOGLE_PLAY', endpoint: 'notification', notification: effect }
  expect((await sendRequest(`${emulator.url}/control/faults`, 'POST', fault)).status).toBe(201)
}

describe('what is pushed', () => {
  it('a purchase, a canceled pending one, a refund and a partial refund', async () => {
    const paid = await createGooglePlayPurchase(emulator, { quantity: 2 })
    await advanceClock(emulator)
    const pending = await createGooglePlayPurchase(emulator, { outcome: 'PENDING' })
    await callPurchaseAction(emulator, pending.id, 'cancel')
    await advanceClock(emulator)
    await callPurchaseAction(emulator, paid.id, 'refund', { quantity: 1 })
    await advanceClock(emulator)
    await callPurchaseAction(emulator, paid.id, 'refund')
    await advanceClock(emulator)
    const common = { version: '1.0', packageName: 'com.example.arcade', eventTimeMillis: expect.any(String) }
    const [purchased, canceled, partial, full, ...rest] = receiver.received.map(decodeNotification)
    expect(purchased).toEqual({
      ...common,
      oneTimeProductNotification: {
        version: '1.0',
        notificationType: 1,
        purchaseToken: paid.token,
        sku: coinsProductId,
      },
    })
    expect(canceled).toMatchObject({
      oneTimeProductNotification: { notificationType: 2, purchaseToken: pending.token },
    })
    const voided = { purchaseToken: paid.token, orderId: paid.orderId, productType: 2 }
    expect(partial).toEqual({ ...common, voidedPurchaseNotification: { ...voided, refundType: 2 } })
    expect(full).toEqual({ ...common, voidedPurchaseNotification: { ...voided, refundType: 1 } })
    expect(rest).toEqual([])
  })

  it('a subscription and its end', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    await advanceClock(emulator)
    await callPurchaseAction(emulator, id, 'revoke')
    await advanceClock(emulator)
    const [purchased, ...ended] = receiver.received.map(decodeNotification)
    expect(purchased).toMatchObject({
      subscriptionNotification: { notificationType: 4, purchaseToken: token },
    })
    // Both are sent at once and may arrive in either order.
    expect(ended).toHaveLength(2)
    expect(ended).toContainEqual(
      expect.objectContaining({
        voidedPurchaseNotification: expect.objectContaining({ productType: 1, refundType: 1 }),
      }),
    )
    const revoked = { subscriptionNotification: expect.objectContaining({ notificationType: 12 }) }
    expect(ended).toContainEqual(expect.objectContaining(revoked))
  })

  it('a test message, and nothing about forged receipts or other apps', async () => {
    await createGooglePlayPurchase(emulator, { tamper: 'OTHER_KEY' })
    await createGooglePlayPurchase(emulator, { bundleId: 'com.example.other' })
    expect(
      await sendRequest(`${emulator.url}/control/notifications`, 'POST', { store: 'GOOGLE_PLAY' }),
    ).toMatchObject({
      status: 201,
      body: { type: 'testNotification' },
    })
    await advanceClock(emulator)
    expect(receiver.received.map(decodeNotification)).toMatchObject([
      { testNotification: { version: '1.0' } },
    ])
  })
})

describe('the identity token', () => {
  const client = (): OAuth2Client =>
    new OAuth2Client({
      endpoints: { oauth2FederatedSignonPemCertsUrl: emulator.credentials.googlePlay.push.pemCertsUrl },
    })

  it("is good to Google's own library and to the key set", async () => {
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    const token = tokenOf(receiver.received[0])
    const { certsUrl, serviceAccountEmail } = emulator.credentials.googlePlay.push
    const ticket = await client().verifyIdToken({ idToken: token, audience: pushAudience })
    expect(ticket.getPayload()).toMatchObject({
      aud: pushAudience,
      email: serviceAccountEmail,
      email_verified: true,
      iss: 'https://accounts.google.com',
    })
    const { payload } = await jwtVerify(token, createRemoteJWKSet(new URL(certsUrl)), {
      audience: pushAudience,
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
  })

  it.each([['WRONG_SIGNATURE'], ['WRONG_AUDIENCE']])('can be spoiled: %s', async (effect) => {
    await injectNotificationFault({ effect })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    const idToken = tokenOf(receiver.received[0])
    await expect(client().verifyIdToken({ idToken, audience: pushAudience })).rejects.toThrow()
  })
})

describe('delivery', () => {
  it('is tried again with growing pauses, with the same message, until it is acknowledged', async () => {
    receiver.responseStatuses = [500, 404, 302, 400]
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    await advanceClock(emulator, 10_000 + 20_000 + 40_000)
    expect(receiver.received).toHaveLength(4)
    await advanceClock(emulator, 80_000)
    const [notification] = (await listNotifications(emulator)).notifications
    expect(notification).toMatchObject({ state: 'DELIVERED', attemptCount: 5, nextAttemptAt: null })
    const times = notification?.attempts.map(({ at }) => at) ?? []
    expect(times.slice(1).map((at, n) => at - (times[n] ?? 0))).toEqual([10_000, 20_000, 40_000, 80_000])
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
    expect(new Set(receiver.received.map(tokenOf)).size).toBe(5)
  })

  it.each([201, 202, 204])('is acknowledged by %i too', async (status) => {
    receiver.responseStatuses = [status]
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'DELIVERED' }])
  })

  it('gives up after seven days, and can be sent by hand even then', async () => {
    receiver.responseStatuses = Array.from({ length: 2000 }, () => 503)
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator, 7 * 86_400_000)
    const { notifications } = await listNotifications(emulator, '?store=GOOGLE_PLAY&state=FAILED')
    // The purchase was also taken back, which nobody has heard of yet.
    const failed = notifications.find(({ type }) => type === 'oneTimeProductNotification')
    expect(failed?.attemptCount).toBeGreaterThan(1000)
    expect(failed?.attempts).toHaveLength(50)
    receiver.responseStatuses = []
    expect(
      await sendRequest(`${emulator.url}/control/notifications/${String(failed?.id)}/resend`, 'POST'),
    ).toMatchObject({ status: 202 })
    await advanceClock(emulator)
    const after = await listNotifications(emulator, '?state=DELIVERED')
    expect(after.notifications.map(({ id }) => id)).toContain(failed?.id)
  })

  it('waits only so long for an answer', async () => {
    receiver.hang = true
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([
      { state: 'PENDING', attempts: [{ status: null, result: 'TIMED_OUT' }] },
    ])
  })
})

describe('a planned fault', () => {
  it('drops, and the notification can still be sent by hand', async () => {
    await injectNotificationFault({ effect: 'DROP' })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toEqual([])
    const [dropped] = (await listNotifications(emulator)).notifications
    expect(dropped).toMatchObject({ state: 'DROPPED' })
    await sendRequest(`${emulator.url}/control/notifications/${String(dropped?.id)}/resend`, 'POST')
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(1)
  })

  it('duplicates, with the same message id', async () => {
    await injectNotificationFault({ effect: 'DUPLICATE', copies: 2 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(3)
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1)
  })

  it('delays by the virtual clock', async () => {
    await injectNotificationFault({ effect: 'DELAY', delayMs: 3_600_000 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator, 3_500_000)
    expect(receiver.received).toEqual([])
    await advanceClock(emulator, 100_000)
    expect(receiver.received).toHaveLength(1)
  })

  it('reorders: the first arrives after the second', async () => {
    await injectNotificationFault({ effect: 'REORDER' })
    const first = await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'HELD' }])
    const second = await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received.map(decodeNotification)).toMatchObject([
      { oneTimeProductNotification: { purchaseToken: second.token } },
      { oneTimeProductNotification: { purchaseToken: first.token } },
    ])
  })

  it('is only for notifications, and alone', async () => {
    const base = { store: 'GOOGLE_PLAY' }
    const effect = { effect: 'DROP' }
    for (const wrong of [
      { ...base, endpoint: '*', notification: effect },
      { ...base, endpoint: 'orders.get', status: 500, notification: effect },
      { ...base, endpoint: 'notification', status: 500 },
      { ...base, endpoint: 'notification', notification: effect, status: 500 },
    ]) {
      expect(await sendRequest(`${emulator.url}/control/faults`, 'POST', wrong)).toMatchObject({
        status: 400,
        body: { error: { field: 'notification' } },
      })
    }
    const unknown = { store: 'TEST_STORE', endpoint: 'notification', notification: effect }
    expect(await sendRequest(`${emulator.url}/control/faults`, 'POST', unknown)).toMatchObject({
      status: 400,
      body: { error: { field: 'endpoint' } },
    })
    await sendRequest(`${emulator.url}/control/faults`, 'POST', { ...base, endpoint: '*', status: 500 })
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect(receiver.received).toHaveLength(1)
  })
})
