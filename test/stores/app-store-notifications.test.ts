import type { Emulator } from '@coinslot/store-emulator'
import { sampleTransaction } from '../fixtures/app-store/test-authority.ts'
import {
  control,
  updateStorePurchase,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'
import { toReferenceDetails, describe, expect, test } from './app-store-fixture.ts'

describe('a notification of the App Store', () => {
  const changes: [string, (emulator: Emulator, storePurchase: StorePurchase) => Promise<unknown>][] = [
    ['ONE_TIME_CHARGE', () => Promise.resolve()],
    ['REFUND', (emulator, { id }) => updateStorePurchase(emulator, id, 'refund')],
    ['REVOKE', (emulator, { id }) => updateStorePurchase(emulator, id, 'revoke')],
    [
      'REFUND_REVERSED',
      async (emulator, { id }) => {
        await updateStorePurchase(emulator, id, 'refund')
        await updateStorePurchase(emulator, id, 'reverse-refund')
      },
    ],
    [
      'CONSUMPTION_REQUEST',
      (emulator, { id }) => control(emulator, 'POST', `/control/purchases/${id}/refund-review`),
    ],
  ]

  test.for(changes)(
    'a notification about %s names its sale, which can be read by its reference',
    async ([type, change], { emulator, appStore }) => {
      const storePurchase = await appStore.buy({ quantity: 2 })
      await change(emulator, storePurchase)
      const outcome = await appStore.readLastNotification()
      const details = toReferenceDetails(storePurchase)
      const sales = [{ key: storePurchase.transactionId, details, price: null, accountToken: null }]
      const refundReview =
        type === 'CONSUMPTION_REQUEST' ? { storeTransactionId: storePurchase.transactionId } : null
      expect(outcome).toMatchObject({
        kind: 'valid',
        notification: { type, environment: 'PRODUCTION', sales, refundReview },
      })
      const isRefunded = type === 'REFUND' || type === 'REVOKE'
      const [state] = await appStore.adapter.readSale(details)
      expect(state).toMatchObject({
        kind: 'verified',
        transaction: {
          reference: { key: storePurchase.transactionId, details },
          refund: isRefunded ? { full: true, quantity: 2 } : null,
        },
      })
    },
  )

  test('a notification about a subscription is authentic with its renewal information, and names no sale', async ({
    appStore,
  }) => {
    const { transactionId } = await appStore.buy({
      productType: 'AUTO_RENEWABLE',
      environment: 'SANDBOX',
    })
    expect(await appStore.readLastNotification()).toMatchObject({
      kind: 'valid',
      notification: {
        type: 'SUBSCRIBED.INITIAL_BUY',
        environment: 'SANDBOX',
        sales: [],
        subscriptions: [{ key: transactionId }],
      },
    })
  })

  test.for([
    'DID_CHANGE_RENEWAL_PREF.DOWNGRADE',
    'REFUND',
    'REVOKE',
    'CONSUMPTION_REQUEST',
    'A_TYPE_OF_THE_FUTURE.A_SUBTYPE',
  ])(
    'a notification %s about a period of a subscription names its original transaction',
    async (type, { emulator, authority, appStore }) => {
      const { bundleId } = emulator.credentials.appStore
      const [notificationType, subtype] = type.split('.')
      const originalTransactionId = '2000000900000001'
      const signedTransactionInfo = authority.sign(
        sampleTransaction({ originalTransactionId, bundleId, type: 'Auto-Renewable Subscription' }),
      )
      const data = { bundleId, environment: 'Sandbox', signedTransactionInfo }
      const signedPayload = authority.sign({ notificationType, subtype, notificationUUID: 'a', data })
      const body = JSON.stringify({ signedPayload })
      const details = JSON.stringify({ transactionId: originalTransactionId, environment: 'SANDBOX' })
      expect(await appStore.adapter.readNotification({ headers: {}, body })).toMatchObject({
        kind: 'valid',
        notification: { type, sales: [], subscriptions: [{ key: originalTransactionId, details }] },
      })
    },
  )

  test.for(['PRODUCTION', 'SANDBOX'])(
    'a test notification of %s names no sale',
    async (environment, { emulator, appStore }) => {
      await control(emulator, 'POST', '/control/notifications', { store: 'APP_STORE', environment })
      expect(await appStore.readLastNotification()).toMatchObject({
        kind: 'valid',
        notification: { type: 'TEST', environment, sales: [] },
      })
    },
  )

  test('a repeated notification has the same content', async ({ receiver, appStore }) => {
    await appStore.injectNotificationFault('DUPLICATE')
    await appStore.buy()
    await appStore.waitForLastBody()
    const outcomes = await Promise.all(
      receiver.requests.map(({ body }) => appStore.adapter.readNotification({ headers: {}, body })),
    )
    expect(outcomes).toHaveLength(2)
    expect(outcomes[0]).toEqual(outcomes[1])
  })

  test('a notification about a partial refund names a sale that is still paid', async ({
    emulator,
    appStore,
  }) => {
    const storePurchase = await appStore.buy({ price: { amount: '9.99', currencyCode: 'USD' } })
    await updateStorePurchase(emulator, storePurchase.id, 'refund', { percentage: 40 })
    expect(await appStore.readLastNotification()).toMatchObject({ notification: { type: 'REFUND' } })
    expect(await appStore.adapter.readSale(toReferenceDetails(storePurchase))).toMatchObject([
      {
        transaction: { refund: { full: false, quantity: 0, amountMicros: 3_996_000n, reason: 'APP_ISSUE' } },
      },
    ])
  })
})

describe('a forged notification', () => {
  test('a notification with a wrong signature is rejected', async ({ appStore }) => {
    await appStore.injectNotificationFault('WRONG_SIGNATURE')
    await appStore.buy()
    expect(await appStore.readLastNotification()).toMatchObject({ kind: 'invalid_signature' })
  })

  test('a notification with one changed character is rejected', async ({ appStore }) => {
    await appStore.buy()
    const body = await appStore.waitForLastBody()
    const { signedPayload } = JSON.parse(body) as { signedPayload: string }
    const [header = '', payload = '', signature = ''] = signedPayload.split('.')
    const swap = (text: string, at: number): string =>
      text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1)
    const forgeries = [
      [swap(header, 40), payload, signature],
      [header, swap(payload, 40), signature],
      [header, payload, swap(signature, 40)],
    ]
    for (const parts of forgeries) {
      const forged = JSON.stringify({ signedPayload: parts.join('.') })
      expect(await appStore.adapter.readNotification({ headers: {}, body: forged })).toMatchObject({
        kind: 'invalid_signature',
      })
    }
    expect(await appStore.adapter.readNotification({ headers: {}, body })).toMatchObject({ kind: 'valid' })
  })

  test('a notification with a forged transaction is rejected, whoever signed the rest', async ({
    emulator,
    authority,
    appStore,
  }) => {
    const wrap = async (options: Partial<StorePurchaseOptions>): Promise<string> => {
      const { receipt } = await appStore.buy(options)
      const signedTransactionInfo = receipt.appStore?.signedTransaction
      const { bundleId, appAppleId } = emulator.credentials.appStore
      const data = { bundleId, appAppleId, environment: 'Production', signedTransactionInfo }
      const signedPayload = authority.sign({
        notificationType: 'REFUND',
        notificationUUID: 'a',
        data,
      })
      return JSON.stringify({ signedPayload })
    }
    const kinds: string[] = []
    const forgeries = ['OTHER_ROOT', 'TAMPERED_PAYLOAD', 'ALG_NONE', 'HS256', 'NO_LEAF_MARKER', 'SHORT_CHAIN']
    for (const tamper of forgeries) {
      const outcome = await appStore.adapter.readNotification({
        headers: {},
        body: await wrap({ tamper: tamper }),
      })
      kinds.push(outcome.kind)
    }
    expect(kinds).toEqual(forgeries.map(() => 'invalid_signature'))
    for (const other of [{ environment: 'SANDBOX' }, { bundleId: 'com.example.other' }] as const) {
      const body = await wrap(other)
      expect(await appStore.adapter.readNotification({ headers: {}, body })).toMatchObject({
        kind: 'invalid_signature',
      })
    }
    expect(await appStore.adapter.readNotification({ headers: {}, body: await wrap({}) })).toMatchObject({
      kind: 'valid',
    })
  })

  test('a notification signed under a root that is not trusted by the connection is rejected', async ({
    authority,
    appStore,
  }) => {
    const { rootDer } = authority
    await appStore.buy()
    const otherAdapter = appStore.connect({ rootCertificates: [rootDer.toString('base64')] })
    expect(await appStore.readLastNotification(otherAdapter)).toMatchObject({ kind: 'invalid_signature' })
  })
})

describe('a notification for another connection', () => {
  test('a notification with another bundle id is rejected as misaddressed', async ({ appStore }) => {
    await appStore.injectNotificationFault('WRONG_AUDIENCE')
    await appStore.buy()
    expect(await appStore.readLastNotification()).toMatchObject({ kind: 'wrong_recipient' })
  })

  test('a production notification with another Apple ID is rejected as misaddressed', async ({
    appStore,
  }) => {
    await appStore.buy()
    expect(await appStore.readLastNotification(appStore.connect({ appAppleId: 1 }))).toMatchObject({
      kind: 'wrong_recipient',
    })
  })

  test('a sandbox notification is rejected as misaddressed when only production is connected', async ({
    appStore,
  }) => {
    await appStore.buy({ environment: 'SANDBOX' })
    expect(
      await appStore.readLastNotification(appStore.connect({ environments: ['PRODUCTION'] })),
    ).toMatchObject({
      kind: 'wrong_recipient',
    })
    expect(await appStore.readLastNotification()).toMatchObject({ kind: 'valid' })
  })
})
