import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeId, newUuid } from '../../src/platform/ids.ts'
import { consumeInput, expectField } from '../support/buyer.ts'
import { clearFaults, injectFault, type EmulatedStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { withDatabaseOutage } from './database-outage.ts'
import { openInboxFixture, type InboxFixture } from './inbox-fixture.ts'
import type { CapturedRequest } from './captured-notifications.ts'
import { notifyingStores } from './notification-fixture.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let fixture: InboxFixture
beforeAll(async () => {
  fixture = await openInboxFixture()
})
beforeEach(() => fixture.notifications.waitForIdle())
afterEach(() => clearFaults(fixture.notifications.server.emulator))
afterAll(() => fixture.close())

const withBody = (notification: CapturedRequest, body: string): CapturedRequest => ({ ...notification, body })

const corruptNext = (store: EmulatedStore, effect: string) =>
  injectFault(fixture.notifications.server.emulator, {
    store,
    endpoint: 'notification',
    times: 1,
    notification: { effect },
  })

describe.each(notifyingStores)('from %s', (store) => {
  it('a message is stored once, acknowledged each time, and makes the payment', async () => {
    const { notification, purchaseId } = await fixture.buyAndCapture(store)
    const [accepted, repeated] = [
      await fixture.readCount(store, 'accepted'),
      await fixture.readCount(store, 'repeated'),
    ]
    const acknowledged = { status: fixture.expectedStatus(store, 'accepted'), body: '' }
    for (let count = 0; count < 3; count += 1) expect(await fixture.post(notification)).toEqual(acknowledged)
    expect(await fixture.readCount(store, 'accepted')).toBe(accepted + 1)
    expect(await fixture.readCount(store, 'repeated')).toBe(repeated + 2)
    await fixture.notifications.waitForIdle()
    expect(await fixture.notifications.findPurchase(purchaseId)).toMatchObject({
      status: 'VERIFIED',
      payment: { status: 'PAID' },
    })
  })

  it('the replay of an old message is acknowledged, not stored again, and changes nothing', async () => {
    const { notification, purchaseId } = await fixture.buyAndCapture(store)
    await fixture.post(notification)
    await fixture.notifications.waitForIdle()
    const { payment } = await fixture.notifications.findPurchase(purchaseId)
    if (payment == null) throw new Error('there is no payment')
    expectField(await fixture.notifications.admin.mutate('consumePayment', consumeInput(payment)), 'consume')
    await fixture.notifications.advanceTime(10 * 24 * 60 * 60_000)
    await fixture.expectUnchanged(async () => {
      expect(await fixture.post(notification)).toEqual({
        status: fixture.expectedStatus(store, 'repeated'),
        body: '',
      })
      await fixture.notifications.waitForIdle()
    })
  })

  it('a body of 10 MB is refused with 413 and an empty answer, and the server lives on', async () => {
    const { notification, purchaseId } = await fixture.buyAndCapture(store)
    const large = withBody(notification, `${notification.body}${' '.repeat(10 * 1024 * 1024)}`)
    expect(await fixture.expectUnchanged(() => fixture.post(large))).toEqual({ status: 413, body: '' })
    const metrics = await (await fetch(`${fixture.notifications.server.instance.url}/metrics`)).text()
    expect(metrics).toContain('_count{route="/notifications/:store/:appKey",status="413"}')
    await fixture.post(notification)
    await fixture.notifications.waitForIdle()
    expect((await fixture.notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
  })

  it.each(['', ' ', '{', '[]', 'null', '1', '\0', '{"message":', '[[[[', '{}{}', '"{}"'])(
    'the body %j is malformed',
    async (body) => {
      const { notification } = await fixture.buyAndCapture(store)
      await fixture.expectRejected(withBody(notification, body), store, 'malformed')
    },
  )

  it.each([
    ['arrays', '['.repeat(60_000)],
    ['objects', '{"a":'.repeat(12_000)],
  ])('a body of %s in one another is malformed', async (_, body) => {
    const { notification } = await fixture.buyAndCapture(store)
    await fixture.expectRejected(withBody(notification, body), store, 'malformed')
  })

  it('an object that is no message of the store is not kept', async () => {
    const { notification } = await fixture.buyAndCapture(store)
    // At ONE store the signature is a member of the message: what lacks it is not of a wrong shape but unproven.
    const reception = store === 'ONE_STORE' ? 'invalid_signature' : 'malformed'
    for (const body of ['{}', '{"signedPayload":1}', '{"message":{"data":1}}', '{"a":{"b":[]}}']) {
      await fixture.expectRejected(withBody(notification, body), store, reception)
    }
  })

  it('half of a message is malformed', async () => {
    const { notification } = await fixture.buyAndCapture(store)
    const { body } = notification
    await fixture.expectRejected(withBody(notification, body.slice(0, body.length / 2)), store, 'malformed')
  })

  it('what is signed wrongly is forged', async () => {
    await corruptNext(store, 'WRONG_SIGNATURE')
    const { notification } = await fixture.buyAndCapture(store)
    await fixture.expectRejected(notification, store, 'invalid_signature')
  })

  it('what is meant for somebody else is not kept', async () => {
    await corruptNext(store, 'WRONG_AUDIENCE')
    const { notification } = await fixture.buyAndCapture(store)
    // What Google signs is only for whom the push is, so that is all that can be wrong with it.
    await fixture.expectRejected(
      notification,
      store,
      store === 'GOOGLE_PLAY' ? 'invalid_signature' : 'wrong_recipient',
    )
  })

  it('what names an AppKey that does not exist is not found', async () => {
    const { notification } = await fixture.buyAndCapture(store)
    for (const appKey of [
      encodeId('ak', newUuid()),
      'ak_nonsense',
      'nonsense',
      '%00',
      "'; drop table apps",
    ]) {
      const path = notification.path.replace(/[^/]+$/, encodeURIComponent(appKey))
      await fixture.expectRejected({ ...notification, path }, store, 'unknown')
    }
  })

  it('what names an AppKey without a connection to the store is not found', async () => {
    const { notification } = await fixture.buyAndCapture(store)
    const { appKey } = await fixture.notifications.server.addProject({})
    const path = notification.path.replace(/[^/]+$/, appKey)
    await fixture.expectRejected({ ...notification, path }, store, 'unknown')
  })

  it('what is no POST is not found', async () => {
    const { notification } = await fixture.buyAndCapture(store)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status } = await fixture.expectUnchanged(() =>
        fetch(fixture.notifications.server.instance.url + notification.path, { method }),
      )
      expect([404, 405]).toContain(status)
    }
  })
})

it('a store that does not exist is not found', async () => {
  const { notification } = await fixture.buyAndCapture('ONE_STORE')
  for (const store of ['amazon', 'toString', '__proto__', 'one%2Fstore', '%00']) {
    const path = notification.path.replace('one-store', store)
    expect(await fixture.expectUnchanged(() => fixture.post({ ...notification, path }))).toEqual({
      status: 404,
      body: '',
    })
  }
})

it('the Test store sends nothing, so whatever comes in its name is malformed', async () => {
  const { notification } = await fixture.buyAndCapture('ONE_STORE')
  const path = notification.path.replace('one-store', 'test-store')
  await fixture.expectRejected({ ...notification, path }, 'TEST_STORE', 'malformed')
})

it('a message handed to another store of the same AppKey is not taken', async () => {
  const [apple, google, one] = [
    await fixture.buyAndCapture('APP_STORE'),
    await fixture.buyAndCapture('GOOGLE_PLAY'),
    await fixture.buyAndCapture('ONE_STORE'),
  ]
  const at = (told: typeof apple, { notification }: typeof apple) => ({
    ...notification,
    path: told.notification.path,
  })
  await fixture.expectRejected(at(apple, one), 'APP_STORE', 'malformed')
  await fixture.expectRejected(at(google, apple), 'GOOGLE_PLAY', 'invalid_signature')
  await fixture.expectRejected(at(one, apple), 'ONE_STORE', 'invalid_signature')
})

describe('while the database is gone', () => {
  it('every store is told to send again, and what it then sends is taken', async () => {
    const told = [
      await fixture.buyAndCapture('APP_STORE'),
      await fixture.buyAndCapture('GOOGLE_PLAY'),
      await fixture.buyAndCapture('ONE_STORE'),
    ]
    const answers = await withDatabaseOutage(fixture.notifications.server.databaseUrl, () =>
      Promise.all(told.map(({ notification }) => fixture.post(notification))),
    )
    expect(answers).toEqual(told.map(() => ({ status: 503, body: '' })))
    for (const store of notifyingStores) expect(await fixture.readCount(store, 'unavailable')).toBe(1)
    expect(await fixture.notifications.sql`select id from notifications where status <> 'PROCESSED'`).toEqual(
      [],
    )
    for (const { notification: notification, purchaseId } of told) {
      await eventually(async () => expect((await fixture.post(notification)).status).toBeLessThan(300))
      await fixture.notifications.waitForIdle()
      expect((await fixture.notifications.findPurchase(purchaseId)).status).toBe('VERIFIED')
    }
  })
})
