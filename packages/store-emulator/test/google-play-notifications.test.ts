import { OAuth2Client } from 'google-auth-library'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { callPurchaseAction, coinsProductId, sendRequest } from './emulator-client.ts'
import { createGooglePlayPurchase, decodePushedNotification } from './google-client.ts'
import {
  advanceClock,
  injectNotificationFault,
  listNotifications,
  startNotificationReceiver,
} from './notification-receiver.ts'
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
  Object.assign(receiver, { received: [], responseStatuses: [], hang: false })
})
afterAll(async () => {
  await emulator.close()
  await receiver.close()
})

function tokenOf({ headers }: ReceivedRequest | undefined = { path: '', headers: {}, body: '' }): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
}

describe('pushed notifications', () => {
  test('a purchase, a canceled pending purchase, a refund and a partial refund are pushed', async () => {
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
    const [purchased, canceled, partial, full, ...rest] = receiver.received.map(decodePushedNotification)
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

  test('a subscription and its revocation are pushed', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    await advanceClock(emulator)
    await callPurchaseAction(emulator, id, 'revoke')
    await advanceClock(emulator)
    const [purchased, ...ended] = receiver.received.map(decodePushedNotification)
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

  test('a test notification is pushed, but nothing about tampered receipts and other apps', async () => {
    await createGooglePlayPurchase(emulator, { tamper: 'OTHER_KEY' })
    await createGooglePlayPurchase(emulator, { bundleId: 'com.example.other' })
    expect(
      await sendRequest(`${emulator.url}/control/notifications`, 'POST', { store: 'GOOGLE_PLAY' }),
    ).toMatchObject({
      status: 201,
      body: { type: 'testNotification' },
    })
    await advanceClock(emulator)
    expect(receiver.received.map(decodePushedNotification)).toMatchObject([
      { testNotification: { version: '1.0' } },
    ])
  })
})

describe('the identity token', () => {
  const client = (): OAuth2Client =>
    new OAuth2Client({
      endpoints: { oauth2FederatedSignonPemCertsUrl: emulator.credentials.googlePlay.push.pemCertsUrl },
    })

  test("the token verifies with Google's library and with the key set", async () => {
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

  test.each([['WRONG_SIGNATURE'], ['WRONG_AUDIENCE']])(
    'a token with the fault %s does not verify',
    async (effect) => {
      await injectNotificationFault(emulator, 'GOOGLE_PLAY', { effect })
      await createGooglePlayPurchase(emulator)
      await advanceClock(emulator)
      const idToken = tokenOf(receiver.received[0])
      await expect(client().verifyIdToken({ idToken, audience: pushAudience })).rejects.toThrow()
    },
  )
})

describe('delivery', () => {
  test('a push is retried with increasing delays and the same message until it is acknowledged', async () => {
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

  test.each([201, 202, 204])('the status %i also acknowledges a push', async (status) => {
    receiver.responseStatuses = [status]
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([{ state: 'DELIVERED' }])
  })

  test('retries stop after seven days, and the notification can still be resent', async () => {
    receiver.responseStatuses = Array.from({ length: 2000 }, () => 503)
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator, 7 * 86_400_000)
    const { notifications } = await listNotifications(emulator, '?store=GOOGLE_PLAY&state=FAILED')
    // The deadline also revoked the purchase, and that notification is still pending.
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

  test('a push times out when the response takes too long', async () => {
    receiver.hang = true
    await createGooglePlayPurchase(emulator)
    await advanceClock(emulator)
    expect((await listNotifications(emulator)).notifications).toMatchObject([
      { state: 'PENDING', attempts: [{ status: null, result: 'TIMED_OUT' }] },
    ])
  })
})
