import { encodeId, newUuid } from '../../src/platform/ids.ts'
import { toConsumeInput, expectField } from '../support/purchase-client.ts'
import type { EmulatedStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { Faults } from '../support/faults.ts'
import { withDatabaseOutage } from './database-outage.ts'
import { describe, expect, inboxTest as test, vi } from './inbox-fixture.ts'
import type { CapturedRequest } from './captured-notifications.ts'
import { notifyingStores } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

test.beforeEach(({ notifications }) => notifications.waitForIdle())

const withBody = (notification: CapturedRequest, body: string): CapturedRequest => ({ ...notification, body })

const corruptNext = (faults: Faults, store: EmulatedStore, effect: string) =>
  faults.inject({
    store,
    endpoint: 'notification',
    times: 1,
    notification: { effect },
  })

describe.each(notifyingStores)('from %s', (store) => {
  test('a notification is stored once, acknowledged each time, and creates the payment', async ({
    notifications,
    inbox,
  }) => {
    const { notification, purchaseId } = await inbox.buyAndCapture(store)
    const [accepted, repeated] = [
      await inbox.readCount(store, 'accepted'),
      await inbox.readCount(store, 'repeated'),
    ]
    const acknowledged = { status: inbox.expectedStatus(store, 'accepted'), body: '' }
    for (let count = 0; count < 3; count += 1) expect(await inbox.post(notification)).toEqual(acknowledged)
    expect(await inbox.readCount(store, 'accepted')).toBe(accepted + 1)
    expect(await inbox.readCount(store, 'repeated')).toBe(repeated + 2)
    await notifications.waitForIdle()
    expect(await notifications.findPurchase(purchaseId)).toMatchObject({
      status: 'VERIFIED',
      payment: { status: 'PAID' },
    })
  })

  test('the replay of an old notification is acknowledged, not stored again, and changes nothing', async ({
    admin,
    notifications,
    inbox,
  }) => {
    const { notification, purchaseId } = await inbox.buyAndCapture(store)
    await inbox.post(notification)
    await notifications.waitForIdle()
    const { payment } = await notifications.findPurchase(purchaseId)
    if (payment == null) throw new Error('no payment')
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    await notifications.advanceTime(10 * 24 * 60 * 60_000)
    await inbox.expectUnchanged(async () => {
      expect(await inbox.post(notification)).toEqual({
        status: inbox.expectedStatus(store, 'repeated'),
        body: '',
      })
      await notifications.waitForIdle()
    })
  })

  test('a body of 10 MB is rejected with 413 and an empty response, and the server continues', async ({
    server,
    notifications,
    inbox,
  }) => {
    const { notification, purchaseId } = await inbox.buyAndCapture(store)
    const large = withBody(notification, `${notification.body}${' '.repeat(10 * 1024 * 1024)}`)
    expect(await inbox.expectUnchanged(() => inbox.post(large))).toEqual({ status: 413, body: '' })
    const metrics = await (await fetch(`${server.instance.url}/metrics`)).text()
    expect(metrics).toContain('_count{route="/notifications/:store/:appKey",status="413"}')
    await inbox.post(notification)
    await notifications.waitForIdle()
    expect((await notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
  })

  test.for(['', ' ', '{', '[]', 'null', '1', '\0', '{"message":', '[[[[', '{}{}', '"{}"'])(
    'the body %j is rejected as malformed',
    async (body, { inbox }) => {
      const { notification } = await inbox.buyAndCapture(store)
      await inbox.expectRejected(withBody(notification, body), store, 'malformed')
    },
  )

  test.for([
    ['arrays', '['.repeat(60_000)],
    ['objects', '{"a":'.repeat(12_000)],
  ] as const)('a body of nested %s is rejected as malformed', async ([, body], { inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    await inbox.expectRejected(withBody(notification, body), store, 'malformed')
  })

  test('an object that is no notification of the store is not stored', async ({ inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    // ONE store's signature is a member of the notification: without it the signature is invalid, not the shape.
    const result = store === 'ONE_STORE' ? 'invalid_signature' : 'malformed'
    for (const body of ['{}', '{"signedPayload":1}', '{"message":{"data":1}}', '{"a":{"b":[]}}']) {
      await inbox.expectRejected(withBody(notification, body), store, result)
    }
  })

  test('half of a notification is rejected as malformed', async ({ inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    const { body } = notification
    await inbox.expectRejected(withBody(notification, body.slice(0, body.length / 2)), store, 'malformed')
  })

  test('a notification with a wrong signature is rejected as forged', async ({ inbox, faults }) => {
    await corruptNext(faults, store, 'WRONG_SIGNATURE')
    const { notification } = await inbox.buyAndCapture(store)
    await inbox.expectRejected(notification, store, 'invalid_signature')
  })

  test('a notification for another recipient is not stored', async ({ inbox, faults }) => {
    await corruptNext(faults, store, 'WRONG_AUDIENCE')
    const { notification } = await inbox.buyAndCapture(store)
    // Google signs only the audience of the push, so a wrong audience is an invalid signature.
    await inbox.expectRejected(
      notification,
      store,
      store === 'GOOGLE_PLAY' ? 'invalid_signature' : 'wrong_recipient',
    )
  })

  test('a path with an AppKey that does not exist is not found', async ({ inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    for (const appKey of [
      encodeId('ak', newUuid()),
      'ak_nonsense',
      'nonsense',
      '%00',
      "'; drop table apps",
    ]) {
      const path = notification.path.replace(/[^/]+$/, encodeURIComponent(appKey))
      await inbox.expectRejected({ ...notification, path }, store, 'unknown')
    }
  })

  test('a path with an AppKey without a connection to the store is not found', async ({ server, inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    const { appKey } = await server.addProject({})
    const path = notification.path.replace(/[^/]+$/, appKey)
    await inbox.expectRejected({ ...notification, path }, store, 'unknown')
  })

  test('a request with another method than POST is not found', async ({ server, inbox }) => {
    const { notification } = await inbox.buyAndCapture(store)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status } = await inbox.expectUnchanged(() =>
        fetch(server.instance.url + notification.path, { method }),
      )
      expect([404, 405]).toContain(status)
    }
  })
})

test('the path of a store that does not exist is not found', async ({ inbox }) => {
  const { notification } = await inbox.buyAndCapture('ONE_STORE')
  for (const store of ['amazon', 'toString', '__proto__', 'one%2Fstore', '%00']) {
    const path = notification.path.replace('one-store', store)
    expect(await inbox.expectUnchanged(() => inbox.post({ ...notification, path }))).toEqual({
      status: 404,
      body: '',
    })
  }
})

test('a notification for the Test store, which sends none, is rejected as malformed', async ({ inbox }) => {
  const { notification } = await inbox.buyAndCapture('ONE_STORE')
  const path = notification.path.replace('one-store', 'test-store')
  await inbox.expectRejected({ ...notification, path }, 'TEST_STORE', 'malformed')
})

test('a notification posted to another store of the same AppKey is rejected', async ({ inbox }) => {
  const [apple, google, one] = [
    await inbox.buyAndCapture('APP_STORE'),
    await inbox.buyAndCapture('GOOGLE_PLAY'),
    await inbox.buyAndCapture('ONE_STORE'),
  ]
  const postedTo = (target: typeof apple, { notification }: typeof apple) => ({
    ...notification,
    path: target.notification.path,
  })
  await inbox.expectRejected(postedTo(apple, one), 'APP_STORE', 'malformed')
  await inbox.expectRejected(postedTo(google, apple), 'GOOGLE_PLAY', 'invalid_signature')
  await inbox.expectRejected(postedTo(one, apple), 'ONE_STORE', 'invalid_signature')
})

describe('while the database is unavailable', () => {
  test('every store is purchases to retry, and the retried notification is accepted', async ({
    server,
    sql,
    notifications,
    inbox,
    postgresUrl,
  }) => {
    const purchases = [
      await inbox.buyAndCapture('APP_STORE'),
      await inbox.buyAndCapture('GOOGLE_PLAY'),
      await inbox.buyAndCapture('ONE_STORE'),
    ]
    const responses = await withDatabaseOutage(postgresUrl, server.databaseUrl, () =>
      Promise.all(purchases.map(({ notification }) => inbox.post(notification))),
    )
    expect(responses).toEqual(purchases.map(() => ({ status: 503, body: '' })))
    for (const store of notifyingStores) expect(await inbox.readCount(store, 'unavailable')).toBe(1)
    expect(await sql`select id from notifications where status <> 'PROCESSED'`).toEqual([])
    for (const { notification, purchaseId } of purchases) {
      await eventually(async () => expect((await inbox.post(notification)).status).toBeLessThan(300))
      await notifications.waitForIdle()
      expect((await notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
    }
  })
})
