import { eventually } from '../support/eventually.ts'
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
  productId,
  readSales,
  describe,
  expect,
  test,
} from './google-play-push-fixture.ts'

const store = 'GOOGLE_PLAY'

describe('a genuine push', () => {
  test('a push of a purchase names its sale, which can be read by its reference', async ({
    pushes,
    adapter,
  }) => {
    const push = await pushes.capturePurchase()
    const notification = await readAuthenticNotification(adapter, push)
    const { message } = JSON.parse(push.body) as { message: { messageId: string } }
    expect(notification).toEqual({
      storeNotificationId: message.messageId,
      type: 'ONE_TIME_PRODUCT_PURCHASED',
      sentAt: expect.any(Date) as Date,
      environment: null,
      sales: [expect.objectContaining({ price: null, accountToken: null })],
      subscriptions: [],
      refundReview: null,
    })
    const [sale] = notification.sales
    expect(await readSales(adapter, notification)).toMatchObject([
      {
        kind: 'verified',
        transaction: { storeProductId: productId, refund: null, reference: { key: sale?.key } },
      },
    ])
  })

  test('a push of a refund names its sale, which is refunded in part, then in full', async ({
    emulator,
    pushes,
    adapter,
  }) => {
    let id = ''
    await pushes.capture(async () => {
      id = (await createStorePurchase(emulator, { store, productId, quantity: 3 })).id
    })
    const refundOf = async (change: 'refund' | 'revoke', body?: { quantity: number }): Promise<unknown> => {
      const push = await pushes.captureOne(() => updateStorePurchase(emulator, id, change, body))
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

  test('a push of a purchase that was never paid names its sale, which is canceled', async ({
    emulator,
    pushes,
    adapter,
  }) => {
    const { id } = await createStorePurchase(emulator, { store, productId, outcome: 'PENDING' })
    const push = await pushes.captureOne(() => updateStorePurchase(emulator, id, 'cancel'))
    const notification = await readAuthenticNotification(adapter, push)
    expect(notification.type).toBe('ONE_TIME_PRODUCT_CANCELED')
    expect(await readSales(adapter, notification)).toMatchObject([{ kind: 'canceled' }])
  })

  test('a test push, or a push of a subscription, names no sale', async ({ emulator, pushes, adapter }) => {
    const testNotification = await readAuthenticNotification(
      adapter,
      await pushes.captureOne(pushes.sendTest),
    )
    expect(testNotification).toMatchObject({ type: 'TEST', sales: [] })
    const vip = { store, productId: 'com.example.arcade.vip', productType: 'AUTO_RENEWABLE' } as const
    const subscribed = await pushes.captureOne(() => createStorePurchase(emulator, vip))
    expect(await readAuthenticNotification(adapter, subscribed)).toMatchObject({
      type: 'SUBSCRIPTION_PURCHASED',
      sales: [],
    })
  })

  test('a repeated push has the same notification id', async ({ emulator, pushes, adapter }) => {
    await pushes.injectNotificationFault({ effect: 'DUPLICATE', copies: 1 })
    const received = await pushes.capture(() => createStorePurchase(emulator, { store, productId }))
    const [first, second, ...others] = await Promise.all(
      received.map((push) => readAuthenticNotification(adapter, push)),
    )
    expect(second?.storeNotificationId).toBe(first?.storeNotificationId)
    expect(others).toEqual([])
  })

  test('a push and many later ones need one call for the keys', async ({ emulator, pushes, adapter }) => {
    const push = await pushes.capturePurchase()
    const certs = await countStoreCalls(emulator, { store, endpoint: 'certs' })
    await Promise.all(Array.from({ length: 50 }, () => readAuthenticNotification(adapter, push)))
    await readAuthenticNotification(adapter, await pushes.capturePurchase())
    expect(await certs.count()).toBe(1)
  })

  test('a push about another app, or of another subscription, is rejected as misaddressed', async ({
    pushes,
    adapter,
  }) => {
    const push = await pushes.capturePurchase()
    const otherApp = pushes.connect({}, 'com.example.other')
    expect(await otherApp.readNotification(push)).toMatchObject({ kind: 'wrong_recipient' })
    await pushes.registerReceiver({ subscription: 'projects/arcade/subscriptions/other' })
    const other = await pushes.capturePurchase()
    expect(await adapter.readNotification(other)).toMatchObject({ kind: 'wrong_recipient' })
    const anySubscription = pushes.connect({ subscription: null })
    expect(await anySubscription.readNotification(other)).toMatchObject({ kind: 'valid' })
  })

  test.for(['', 'null', '{"message":', 'bm8ganNvbg==', 'e30=', 'not base64'])(
    'a push with the data %j is rejected as malformed',
    async (data, { pushes, adapter }) => {
      const { headers, body } = await pushes.capturePurchase()
      const { message, ...rest } = JSON.parse(body) as { message: object }
      const changed = JSON.stringify({ message: { ...message, data }, ...rest })
      expect(await adapter.readNotification({ headers, body: changed })).toMatchObject({ kind: 'malformed' })
      expect(await adapter.readNotification({ headers, body: data })).toMatchObject({ kind: 'malformed' })
    },
  )

  test('a push fails as misconfigured for a connection without push credentials', async ({ pushes }) => {
    const reading = pushes.connect(null).readNotification(await pushes.capturePurchase())
    await expect(reading).rejects.toMatchObject({ name: 'StoreMisconfiguredError' })
  })
})

describe('Google’s keys', () => {
  const page = '<html><body>Service maintenance</body></html>'

  test.for([
    { status: 503 },
    { reset: true },
    { delayMs: 5_000 },
    { status: 200, body: page },
    { status: 200, body: { keys: 1 } },
  ])(
    'keys that are unavailable because of %j make a push unavailable, and are requested again',
    async (fault, { emulator, pushes, adapter }) => {
      const push = await pushes.capturePurchase()
      await injectFault(emulator, { store, endpoint: 'certs', ...fault })
      await expect(adapter.readNotification(push)).rejects.toMatchObject({ name: 'StoreUnavailableError' })
      await clearFaults(emulator)
      // On a busy machine a request may exceed the short timeout once more.
      await eventually(async () =>
        expect(await adapter.readNotification(push)).toMatchObject({ kind: 'valid' }),
      )
    },
  )

  test('keys that were unavailable many times are not requested for a moment', async ({
    receiver,
    pushes,
  }) => {
    const push = await pushes.capturePurchase()
    receiver.handle(() => 'RESET')
    const broken = pushes.connect({ certsUrl: `${receiver.url}/certs` })
    for (let count = 0; count < 15; count += 1) {
      await expect(broken.readNotification(push)).rejects.toMatchObject({ name: 'StoreUnavailableError' })
    }
    expect(receiver.requests).toHaveLength(10)
  })
})

describe('the refund history', () => {
  test('the refund history names each partial and full refund by the reference of its sale', async ({
    emulator,
    adapter,
  }) => {
    const storePurchase = await createStorePurchase(emulator, { store, productId, quantity: 3 })
    await updateStorePurchase(emulator, storePurchase.id, 'refund', { quantity: 1 })
    await updateStorePurchase(emulator, storePurchase.id, 'revoke')
    const window = { from: new Date(Date.now() - 60_000), to: new Date(Date.now() + 60_000) }
    const page = await adapter.history.listRefunds?.(window, null)
    const token = storePurchase.receipt.googlePlay?.purchaseToken
    const sale = { key: token, storeTransactionId: storePurchase.transactionId }
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

describe('a refund by the adapter', () => {
  test('a refund is done once, and can be repeated', async ({ emulator, adapter }) => {
    const { transactionId, receipt } = await createStorePurchase(emulator, { store, productId })
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
  test('an acknowledgement changes from pending to acknowledged to consumed, and can be repeated', async ({
    emulator,
    adapter,
  }) => {
    const { receipt } = await createStorePurchase(emulator, { store, productId })
    const details = JSON.stringify({ purchaseToken: receipt.googlePlay?.purchaseToken })
    const acknowledgement = async (): Promise<unknown> => {
      const [state] = await adapter.readSale(details)
      return state?.kind === 'verified' ? state.transaction.acknowledgement : state
    }
    const deadlineAt: unknown = expect.any(Date)
    expect(await acknowledgement()).toEqual({ acknowledged: false, consumed: false, deadlineAt })
    const sale = { details, storeProductId: productId, environment: 'PRODUCTION' } as const
    for (const action of ['ACKNOWLEDGE', 'ACKNOWLEDGE', 'CONSUME', 'CONSUME', 'ACKNOWLEDGE'] as const) {
      expect(await adapter.acknowledge({ ...sale, action })).toEqual({ kind: 'done' })
      const consumed = expect.any(Boolean) as boolean
      expect(await acknowledgement()).toEqual({ acknowledged: true, consumed, deadlineAt: null })
    }
    expect(await acknowledgement()).toMatchObject({ consumed: true })
  })

  test('an acknowledgement after the deadline is rejected, because Google has refunded the sale', async ({
    emulator,
    adapter,
  }) => {
    const { receipt } = await createStorePurchase(emulator, { store, productId })
    await advanceTime(emulator, 4 * 24 * 60 * 60_000)
    const details = JSON.stringify({ purchaseToken: receipt.googlePlay?.purchaseToken })
    const sale = { details, storeProductId: productId, environment: 'PRODUCTION', action: 'CONSUME' } as const
    expect(await adapter.acknowledge(sale)).toMatchObject({ kind: 'rejected' })
    expect(await adapter.readSale(details)).toMatchObject([{ transaction: { refund: { full: true } } }])
  })
})
