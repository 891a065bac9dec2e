import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import {
  updateStorePurchase,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'
import { openAppStoreFixture, toReferenceDetails, type AppStoreFixture } from './app-store-fixture.ts'

let fixture: AppStoreFixture

beforeAll(async () => {
  fixture = await openAppStoreFixture()
})

beforeEach(() => fixture.reset())

afterAll(() => fixture.close())

describe('a notification of the App Store', () => {
  const changes: [string, (bought: StorePurchase) => Promise<unknown>][] = [
    ['ONE_TIME_CHARGE', () => Promise.resolve()],
    ['REFUND', ({ id }) => updateStorePurchase(fixture.emulator, id, 'refund')],
    ['REVOKE', ({ id }) => updateStorePurchase(fixture.emulator, id, 'revoke')],
    [
      'REFUND_REVERSED',
      async ({ id }) => {
        await updateStorePurchase(fixture.emulator, id, 'refund')
        await updateStorePurchase(fixture.emulator, id, 'reverse-refund')
      },
    ],
    ['CONSUMPTION_REQUEST', ({ id }) => fixture.control('POST', `purchases/${id}/request-consumption`)],
  ]

  it.each(changes)('about %s names the sale, which can be read by it', async (type, change) => {
    const bought = await fixture.buy({ quantity: 2 })
    await change(bought)
    const outcome = await fixture.readLastNotification()
    const details = toReferenceDetails(bought)
    const sales = [{ key: bought.transactionId, details, price: null, accountToken: null }]
    const asked = type === 'CONSUMPTION_REQUEST' ? expect.any(String) : null
    expect(outcome).toMatchObject({
      kind: 'valid',
      notification: { type, environment: 'PRODUCTION', sales, refundRequest: asked },
    })
    const takenBack = type === 'REFUND' || type === 'REVOKE'
    const [state] = await fixture.adapter.readSale(details)
    expect(state).toMatchObject({
      kind: 'verified',
      transaction: {
        reference: { key: bought.transactionId, details },
        refund: takenBack ? { full: true, quantity: 2 } : null,
      },
    })
  })

  it('about a subscription is authentic with its renewal information', async () => {
    await fixture.buy({ productType: 'AUTO_RENEWABLE', environment: 'SANDBOX' })
    expect(await fixture.readLastNotification()).toMatchObject({
      kind: 'valid',
      notification: { type: 'SUBSCRIBED.INITIAL_BUY', environment: 'SANDBOX', sales: [{ price: null }] },
    })
  })

  it.each(['PRODUCTION', 'SANDBOX'])('TEST of %s names no sale', async (environment) => {
    await fixture.control('POST', 'notifications', { store: 'APP_STORE', environment })
    expect(await fixture.readLastNotification()).toMatchObject({
      kind: 'valid',
      notification: { type: 'TEST', environment, sales: [] },
    })
  })

  it('is the same message each time it is sent', async () => {
    await fixture.injectNotificationFault('DUPLICATE')
    await fixture.buy()
    await fixture.waitForLastBody()
    const outcomes = await Promise.all(
      fixture.receiver.requests.map(({ body }) => fixture.adapter.readNotification({ headers: {}, body })),
    )
    expect(outcomes).toHaveLength(2)
    expect(outcomes[0]).toEqual(outcomes[1])
  })

  it('about a part of the money leaves the sale', async () => {
    const bought = await fixture.buy({ price: { amount: '9.99', currencyCode: 'USD' } })
    await updateStorePurchase(fixture.emulator, bought.id, 'refund', { percentage: 40 })
    expect(await fixture.readLastNotification()).toMatchObject({ notification: { type: 'REFUND' } })
    expect(await fixture.adapter.readSale(toReferenceDetails(bought))).toMatchObject([
      {
        transaction: { refund: { full: false, quantity: 0, amountMicros: 3_996_000n, reason: 'APP_ISSUE' } },
      },
    ])
  })
})

describe('a notification that is not believed', () => {
  it('has a wrong signature', async () => {
    await fixture.injectNotificationFault('WRONG_SIGNATURE')
    await fixture.buy()
    expect(await fixture.readLastNotification()).toMatchObject({ kind: 'invalid_signature' })
  })

  it('differs in a single character', async () => {
    await fixture.buy()
    const body = await fixture.waitForLastBody()
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
      expect(await fixture.adapter.readNotification({ headers: {}, body: forged })).toMatchObject({
        kind: 'invalid_signature',
      })
    }
    expect(await fixture.adapter.readNotification({ headers: {}, body })).toMatchObject({ kind: 'valid' })
  })

  it('holds a transaction that is forged, whoever signed the rest', async () => {
    const wrap = async (options: Partial<StorePurchaseOptions>): Promise<string> => {
      const { receipt } = await fixture.buy(options)
      const signedTransactionInfo = receipt.appStore?.signedTransaction
      const { bundleId, appAppleId } = fixture.emulator.credentials.appStore
      const data = { bundleId, appAppleId, environment: 'Production', signedTransactionInfo }
      const signedPayload = fixture.authority.sign({
        notificationType: 'REFUND',
        notificationUUID: 'a',
        data,
      })
      return JSON.stringify({ signedPayload })
    }
    const kinds: string[] = []
    const forgeries = ['OTHER_ROOT', 'TAMPERED_PAYLOAD', 'ALG_NONE', 'HS256', 'NO_LEAF_MARKER', 'SHORT_CHAIN']
    for (const forge of forgeries) {
      const outcome = await fixture.adapter.readNotification({
        headers: {},
        body: await wrap({ tamper: forge }),
      })
      kinds.push(outcome.kind)
    }
    expect(kinds).toEqual(forgeries.map(() => 'invalid_signature'))
    for (const other of [{ environment: 'SANDBOX' }, { bundleId: 'com.example.other' }] as const) {
      const body = await wrap(other)
      expect(await fixture.adapter.readNotification({ headers: {}, body })).toMatchObject({
        kind: 'invalid_signature',
      })
    }
    expect(await fixture.adapter.readNotification({ headers: {}, body: await wrap({}) })).toMatchObject({
      kind: 'valid',
    })
  })

  it('is signed under a root that is not the connection’s', async () => {
    const { rootDer } = fixture.authority
    await fixture.buy()
    const stranger = fixture.connect({ rootCertificates: [rootDer.toString('base64')] })
    expect(await fixture.readLastNotification(stranger)).toMatchObject({ kind: 'invalid_signature' })
  })
})

describe('a notification for somebody else', () => {
  it('names another bundle id', async () => {
    await fixture.injectNotificationFault('WRONG_AUDIENCE')
    await fixture.buy()
    expect(await fixture.readLastNotification()).toMatchObject({ kind: 'wrong_recipient' })
  })

  it('names another Apple ID, in production', async () => {
    await fixture.buy()
    expect(await fixture.readLastNotification(fixture.connect({ appAppleId: 1 }))).toMatchObject({
      kind: 'wrong_recipient',
    })
  })

  it('is of the sandbox, where only production is connected', async () => {
    await fixture.buy({ environment: 'SANDBOX' })
    expect(
      await fixture.readLastNotification(fixture.connect({ environments: ['PRODUCTION'] })),
    ).toMatchObject({
      kind: 'wrong_recipient',
    })
    expect(await fixture.readLastNotification()).toMatchObject({ kind: 'valid' })
  })
})
