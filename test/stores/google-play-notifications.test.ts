import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import {
  advanceTime,
  createStorePurchase,
  updateStorePurchase,
  countStoreCalls,
  clearFaults,
  injectFault,
} from '../support/emulator-control.ts'
import {
  readAuthenticNotification,
  openGooglePlayPushFixture,
  productId,
  readSales,
} from './google-play-push-fixture.ts'
import type { GooglePlayPushFixture } from './google-play-push-fixture.ts'

const store = 'GOOGLE_PLAY'

let fixture: GooglePlayPushFixture
let adapter: StoreAdapter

beforeAll(async () => {
  fixture = await openGooglePlayPushFixture()
})

afterAll(async () => {
  await fixture.close()
})

beforeEach(async () => {
  adapter = fixture.connect()
  await fixture.registerReceiver()
})

afterEach(async () => {
  await clearFaults(fixture.emulator)
})

describe('a genuine push', () => {
  it('names the sale that was bought, which can be read back', async () => {
    const push = await fixture.capturePurchase()
    const notification = await readAuthenticNotification(adapter, push)
    const { message } = JSON.parse(push.body) as { message: { messageId: string } }
    expect(notification).toEqual({
      messageId: message.messageId,
      type: 'ONE_TIME_PRODUCT_PURCHASED',
      sentAt: expect.any(Date) as Date,
      environment: null,
      sales: [expect.objectContaining({ price: null, accountToken: null })],
      refundRequest: null,
    })
    const [sale] = notification.sales
    expect(await readSales(adapter, notification)).toMatchObject([
      {
        kind: 'verified',
        transaction: { storeProductId: productId, refund: null, reference: { key: sale?.key } },
      },
    ])
  })

  it('of a refund names the sale, which is found to be taken back in part, then in full', async () => {
    let id = ''
    await fixture.capture(async () => {
      id = (await createStorePurchase(fixture.emulator, { store, productId, quantity: 3 })).id
    })
    const refundOf = async (change: 'refund' | 'revoke', body?: { quantity: number }): Promise<unknown> => {
      const push = await fixture.captureOne(() => updateStorePurchase(fixture.emulator, id, change, body))
      const notification = await readAuthenticNotification(adapter, push)
      expect(notification.type).toBe('VOIDED_PURCHASE')
      const [state] = await readSales(adapter, notification)
      return state?.kind === 'verified' ? state.transaction.refund : state
    }
    expect(await refundOf('refund', { quantity: 2 })).toMatchObject({
      full: false,
      quantity: 2,
      reason: null,
    })
    expect(await refundOf('revoke')).toMatchObject({ full: true, quantity: 3, reason: 'OTHER' })
  })

  it('of a purchase that was never paid names it, and it is found to be canceled', async () => {
    const { id } = await createStorePurchase(fixture.emulator, { store, productId, outcome: 'PENDING' })
    const push = await fixture.captureOne(() => updateStorePurchase(fixture.emulator, id, 'cancel'))
    const notification = await readAuthenticNotification(adapter, push)
    expect(notification.type).toBe('ONE_TIME_PRODUCT_CANCELED')
    expect(await readSales(adapter, notification)).toMatchObject([{ kind: 'canceled' }])
  })

  it('of a test, or of a subscription, names no sale', async () => {
    const test = await readAuthenticNotification(adapter, await fixture.captureOne(fixture.sendTest))
    expect(test).toMatchObject({ type: 'TEST', sales: [] })
    const vip = { store, productId: 'com.example.arcade.vip', productType: 'AUTO_RENEWABLE' } as const
    const subscribed = await fixture.captureOne(() => createStorePurchase(fixture.emulator, vip))
    expect(await readAuthenticNotification(adapter, subscribed)).toMatchObject({
      type: 'SUBSCRIPTION_PURCHASED',
      sales: [],
    })
  })

  it('that comes twice has the same message id', async () => {
    await fixture.injectNotificationFault({ effect: 'DUPLICATE', copies: 1 })
    const received = await fixture.capture(() => createStorePurchase(fixture.emulator, { store, productId }))
    const [first, second, ...others] = await Promise.all(
      received.map((push) => readAuthenticNotification(adapter, push)),
    )
    expect(second?.storeNotificationId).toBe(first?.storeNotificationId)
    expect(others).toEqual([])
  })

  it('and the many that follow cost one call for the keys', async () => {
    const push = await fixture.capturePurchase()
    const certs = await countStoreCalls(fixture.emulator, { store, endpoint: 'certs' })
    await Promise.all(Array.from({ length: 50 }, () => readAuthenticNotification(adapter, push)))
    await readAuthenticNotification(adapter, await fixture.capturePurchase())
    expect(await certs.count()).toBe(1)
  })

  it('about another app, or of another subscription, is foreign', async () => {
    const push = await fixture.capturePurchase()
    const otherApp = fixture.connect({}, 'com.example.other')
    expect(await otherApp.readNotification(push)).toMatchObject({ kind: 'wrong_recipient' })
    await fixture.registerReceiver({ subscription: 'projects/arcade/subscriptions/other' })
    const other = await fixture.capturePurchase()
    expect(await adapter.readNotification(other)).toMatchObject({ kind: 'wrong_recipient' })
    const takesAny = fixture.connect({ subscription: null })
    expect(await takesAny.readNotification(other)).toMatchObject({ kind: 'valid' })
  })

  it.each(['', 'null', '{"message":', 'bm8ganNvbg==', 'e30=', 'not base64'])(
    'with the data %j is malformed',
    async (data) => {
      const { headers, body } = await fixture.capturePurchase()
      const { message, ...rest } = JSON.parse(body) as { message: object }
      const changed = JSON.stringify({ message: { ...message, data }, ...rest })
      expect(await adapter.readNotification({ headers, body: changed })).toMatchObject({ kind: 'malformed' })
      expect(await adapter.readNotification({ headers, body: data })).toMatchObject({ kind: 'malformed' })
    },
  )

  it('is not taken by a connection that does not say how pushes prove themselves', async () => {
    const reading = fixture.connect(null).readNotification(await fixture.capturePurchase())
    await expect(reading).rejects.toMatchObject({ name: 'StoreMisconfigured' })
  })
})

describe('Google’s keys', () => {
  const page = '<html><body>Service maintenance</body></html>'

  it.each([
    { status: 503 },
    { reset: true },
    { delayMs: 5_000 },
    { status: 200, body: page },
    { status: 200, body: { keys: 1 } },
  ])('that cannot be had for %j decide nothing, and are asked for again', async (fault) => {
    const push = await fixture.capturePurchase()
    await injectFault(fixture.emulator, { store, endpoint: 'certs', ...fault })
    await expect(adapter.readNotification(push)).rejects.toMatchObject({ name: 'StoreUnavailable' })
    await clearFaults(fixture.emulator)
    expect(await adapter.readNotification(push)).toMatchObject({ kind: 'valid' })
  })

  it('that cannot be had many times are left alone for a moment', async () => {
    const push = await fixture.capturePurchase()
    fixture.receiver.handle(() => 'RESET')
    const broken = fixture.connect({ certsUrl: `${fixture.receiver.url}/certs` })
    for (let count = 0; count < 15; count += 1) {
      await expect(broken.readNotification(push)).rejects.toMatchObject({ name: 'StoreUnavailable' })
    }
    expect(fixture.receiver.requests).toHaveLength(10)
  })
})

describe('the list of what was taken back', () => {
  it('names each part and each whole by the reference of its sale', async () => {
    const bought = await createStorePurchase(fixture.emulator, { store, productId, quantity: 3 })
    await updateStorePurchase(fixture.emulator, bought.id, 'refund', { quantity: 1 })
    await updateStorePurchase(fixture.emulator, bought.id, 'revoke')
    const window = { from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) }
    const page = await adapter.history.listRefunds?.(window, null)
    const token = bought.receipt.googlePlay?.purchaseToken
    const sale = { key: token, storeTransactionId: bought.transactionId }
    const own = page?.entries.filter(({ key }) => key === token)
    expect(own).toMatchObject([
      { ...sale, full: false },
      { ...sale, full: true },
    ])
    expect(page?.next).toBeNull()
    const [state] = await adapter.readSale(own?.[0]?.details ?? '')
    expect(state).toMatchObject({ kind: 'verified', transaction: { refund: { full: true } } })
  })
})

describe('a refund by us', () => {
  it('is done once, and is done when it is asked for again', async () => {
    const { transactionId, receipt } = await createStorePurchase(fixture.emulator, { store, productId })
    const details = JSON.stringify({ purchaseToken: receipt.googlePlay?.purchaseToken })
    const sale = {
      details,
      storeProductId: productId,
      environment: 'PRODUCTION',
      storeOrderId: transactionId,
    } as const
    expect(await adapter.refund(sale)).toEqual({ kind: 'done' })
    expect(await adapter.refund(sale)).toEqual({ kind: 'done' })
    expect(await adapter.readSale(details)).toMatchObject([{ transaction: { refund: { full: true } } }])
  })
})

describe('acknowledgement', () => {
  it('goes from a deadline to acknowledged to consumed, each as often as wanted', async () => {
    const { receipt } = await createStorePurchase(fixture.emulator, { store, productId })
    const details = JSON.stringify({ purchaseToken: receipt.googlePlay?.purchaseToken })
    const acknowledgement = async (): Promise<unknown> => {
      const [state] = await adapter.readSale(details)
      return state?.kind === 'verified' ? state.transaction.acknowledgement : state
    }
    const deadline: unknown = expect.any(Date)
    expect(await acknowledgement()).toEqual({ acknowledged: false, consumed: false, deadline })
    const sale = { details, storeProductId: productId, environment: 'PRODUCTION' } as const
    for (const action of ['ACKNOWLEDGE', 'ACKNOWLEDGE', 'CONSUME', 'CONSUME', 'ACKNOWLEDGE'] as const) {
      expect(await adapter.acknowledge({ ...sale, action })).toEqual({ kind: 'done' })
      const consumed = expect.any(Boolean) as boolean
      expect(await acknowledgement()).toEqual({ acknowledged: true, consumed, deadline: null })
    }
    expect(await acknowledgement()).toMatchObject({ consumed: true })
  })

  it('that comes too late is impossible, for Google has taken the sale back', async () => {
    const { receipt } = await createStorePurchase(fixture.emulator, { store, productId })
    await advanceTime(fixture.emulator, 4 * 24 * 60 * 60_000)
    const details = JSON.stringify({ purchaseToken: receipt.googlePlay?.purchaseToken })
    const sale = { details, storeProductId: productId, environment: 'PRODUCTION', action: 'CONSUME' } as const
    expect(await adapter.acknowledge(sale)).toMatchObject({ kind: 'rejected' })
    expect(await adapter.readSale(details)).toMatchObject([{ transaction: { refund: { full: true } } }])
  })
})
