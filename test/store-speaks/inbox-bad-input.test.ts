import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { encodeId, newUuid } from '../../src/platform/ids.ts'
import { consumeInput, required } from '../support/buyer.ts'
import { mendStores, spoilStore, type EmulatedStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { duringOutage } from './database-outage.ts'
import { openInboxDesk, type InboxDesk } from './inbox-desk.ts'
import type { Letter } from './postbox.ts'
import { pushingStores } from './story-desk.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

let desk: InboxDesk
beforeAll(async () => {
  desk = await openInboxDesk()
})
beforeEach(() => desk.story.settleDown())
afterEach(() => mendStores(desk.story.at.emulator))
afterAll(() => desk.close())

const withBody = (letter: Letter, body: string): Letter => ({ ...letter, body })

const spoilNext = (store: EmulatedStore, effect: string) =>
  spoilStore(desk.story.at.emulator, { store, endpoint: 'notification', times: 1, notification: { effect } })

describe.each(pushingStores)('from %s', (store) => {
  it('a message is stored once, acknowledged each time, and makes the payment', async () => {
    const { letter, purchaseId } = await desk.buy(store)
    const [accepted, repeated] = [
      await desk.counted(store, 'accepted'),
      await desk.counted(store, 'repeated'),
    ]
    const acknowledged = { status: desk.statusFor(store, 'accepted'), body: '' }
    for (let count = 0; count < 3; count += 1) expect(await desk.deliver(letter)).toEqual(acknowledged)
    expect(await desk.counted(store, 'accepted')).toBe(accepted + 1)
    expect(await desk.counted(store, 'repeated')).toBe(repeated + 2)
    await desk.story.settleDown()
    expect(await desk.story.findPurchase(purchaseId)).toMatchObject({
      status: 'VERIFIED',
      payment: { status: 'PAID' },
    })
  })

  it('the replay of an old message is acknowledged, not stored again, and changes nothing', async () => {
    const { letter, purchaseId } = await desk.buy(store)
    await desk.deliver(letter)
    await desk.story.settleDown()
    const { payment } = await desk.story.findPurchase(purchaseId)
    if (payment == null) throw new Error('there is no payment')
    required(await desk.story.server.mutate('consumePayment', consumeInput(payment)), 'consume')
    await desk.story.pass(10 * 24 * 60 * 60_000)
    await desk.expectUntouched(async () => {
      expect(await desk.deliver(letter)).toEqual({ status: desk.statusFor(store, 'repeated'), body: '' })
      await desk.story.settleDown()
    })
  })

  it('a body of 10 MB is refused with 413 and an empty answer, and the server lives on', async () => {
    const { letter, purchaseId } = await desk.buy(store)
    const large = withBody(letter, `${letter.body}${' '.repeat(10 * 1024 * 1024)}`)
    expect(await desk.expectUntouched(() => desk.deliver(large))).toEqual({ status: 413, body: '' })
    const metrics = await (await fetch(`${desk.story.at.server.url}/metrics`)).text()
    expect(metrics).toContain('_count{route="/notifications/:store/:appKey",status="413"}')
    await desk.deliver(letter)
    await desk.story.settleDown()
    expect((await desk.story.findPurchase(purchaseId)).status).toBe('VERIFIED')
  })

  it.each(['', ' ', '{', '[]', 'null', '1', '\0', '{"message":', '[[[[', '{}{}', '"{}"'])(
    'the body %j is malformed',
    async (body) => {
      const { letter } = await desk.buy(store)
      await desk.expectNotKept(withBody(letter, body), store, 'malformed')
    },
  )

  it.each([
    ['arrays', '['.repeat(60_000)],
    ['objects', '{"a":'.repeat(12_000)],
  ])('a body of %s in one another is malformed', async (_, body) => {
    const { letter } = await desk.buy(store)
    await desk.expectNotKept(withBody(letter, body), store, 'malformed')
  })

  it('an object that is no message of the store is not kept', async () => {
    const { letter } = await desk.buy(store)
    // At ONE store the signature is a member of the message: what lacks it is not of a wrong shape but unproven.
    const reception = store === 'ONE_STORE' ? 'forged' : 'malformed'
    for (const body of ['{}', '{"signedPayload":1}', '{"message":{"data":1}}', '{"a":{"b":[]}}']) {
      await desk.expectNotKept(withBody(letter, body), store, reception)
    }
  })

  it('half of a message is malformed', async () => {
    const { letter } = await desk.buy(store)
    const { body } = letter
    await desk.expectNotKept(withBody(letter, body.slice(0, body.length / 2)), store, 'malformed')
  })

  it('what is signed wrongly is forged', async () => {
    await spoilNext(store, 'WRONG_SIGNATURE')
    const { letter } = await desk.buy(store)
    await desk.expectNotKept(letter, store, 'forged')
  })

  it('what is meant for somebody else is not kept', async () => {
    await spoilNext(store, 'WRONG_AUDIENCE')
    const { letter } = await desk.buy(store)
    // What Google signs is only for whom the push is, so that is all that can be wrong with it.
    await desk.expectNotKept(letter, store, store === 'GOOGLE_PLAY' ? 'forged' : 'foreign')
  })

  it('what names an AppKey that does not exist is not found', async () => {
    const { letter } = await desk.buy(store)
    for (const appKey of [
      encodeId('ak', newUuid()),
      'ak_nonsense',
      'nonsense',
      '%00',
      "'; drop table apps",
    ]) {
      const path = letter.path.replace(/[^/]+$/, encodeURIComponent(appKey))
      await desk.expectNotKept({ ...letter, path }, store, 'unknown')
    }
  })

  it('what names an AppKey without a connection to the store is not found', async () => {
    const { letter } = await desk.buy(store)
    const { appKey } = await desk.story.at.addProject({})
    const path = letter.path.replace(/[^/]+$/, appKey)
    await desk.expectNotKept({ ...letter, path }, store, 'unknown')
  })

  it('what is no POST is not found', async () => {
    const { letter } = await desk.buy(store)
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const { status } = await desk.expectUntouched(() =>
        fetch(desk.story.at.server.url + letter.path, { method }),
      )
      expect([404, 405]).toContain(status)
    }
  })
})

it('a store that does not exist is not found', async () => {
  const { letter } = await desk.buy('ONE_STORE')
  for (const store of ['amazon', 'toString', '__proto__', 'one%2Fstore', '%00']) {
    const path = letter.path.replace('one-store', store)
    expect(await desk.expectUntouched(() => desk.deliver({ ...letter, path }))).toEqual({
      status: 404,
      body: '',
    })
  }
})

it('the Test store sends nothing, so whatever comes in its name is malformed', async () => {
  const { letter } = await desk.buy('ONE_STORE')
  const path = letter.path.replace('one-store', 'test-store')
  await desk.expectNotKept({ ...letter, path }, 'TEST_STORE', 'malformed')
})

it('a message handed to another store of the same AppKey is not taken', async () => {
  const [apple, google, one] = [
    await desk.buy('APP_STORE'),
    await desk.buy('GOOGLE_PLAY'),
    await desk.buy('ONE_STORE'),
  ]
  const at = (told: typeof apple, { letter }: typeof apple) => ({ ...letter, path: told.letter.path })
  await desk.expectNotKept(at(apple, one), 'APP_STORE', 'malformed')
  await desk.expectNotKept(at(google, apple), 'GOOGLE_PLAY', 'forged')
  await desk.expectNotKept(at(one, apple), 'ONE_STORE', 'forged')
})

describe('while the database is gone', () => {
  it('every store is told to send again, and what it then sends is taken', async () => {
    const told = [await desk.buy('APP_STORE'), await desk.buy('GOOGLE_PLAY'), await desk.buy('ONE_STORE')]
    const answers = await duringOutage(desk.story.at.databaseUrl, () =>
      Promise.all(told.map(({ letter }) => desk.deliver(letter))),
    )
    expect(answers).toEqual(told.map(() => ({ status: 503, body: '' })))
    for (const store of pushingStores) expect(await desk.counted(store, 'unavailable')).toBe(1)
    expect(await desk.story.sql`select id from notifications where status <> 'PROCESSED'`).toEqual([])
    for (const { letter, purchaseId } of told) {
      await eventually(async () => expect((await desk.deliver(letter)).status).toBeLessThan(300))
      await desk.story.settleDown()
      expect((await desk.story.findPurchase(purchaseId)).status).toBe('VERIFIED')
    }
  })
})
