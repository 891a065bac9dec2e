import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { changeAtStore, type Bought, type BuyOptions } from '../support/emulator-control.ts'
import { openAppStoreDesk, referenceOf, type AppStoreDesk } from './app-store-desk.ts'

let desk: AppStoreDesk

beforeAll(async () => {
  desk = await openAppStoreDesk()
})

beforeEach(() => desk.clear())

afterAll(() => desk.close())

describe('a notification of the App Store', () => {
  const changes: [string, (bought: Bought) => Promise<unknown>][] = [
    ['ONE_TIME_CHARGE', () => Promise.resolve()],
    ['REFUND', ({ id }) => changeAtStore(desk.emulator, id, 'refund')],
    ['REVOKE', ({ id }) => changeAtStore(desk.emulator, id, 'revoke')],
    [
      'REFUND_REVERSED',
      async ({ id }) => {
        await changeAtStore(desk.emulator, id, 'refund')
        await changeAtStore(desk.emulator, id, 'reverse-refund')
      },
    ],
    ['CONSUMPTION_REQUEST', ({ id }) => desk.control('POST', `purchases/${id}/request-consumption`)],
  ]

  it.each(changes)('about %s names the sale, which can be read by it', async (type, change) => {
    const bought = await desk.purchase({ quantity: 2 })
    await change(bought)
    const outcome = await desk.readLast()
    const details = referenceOf(bought)
    const sales = [{ key: bought.transactionId, details, price: null, accountToken: null }]
    const asked = type === 'CONSUMPTION_REQUEST' ? expect.any(String) : null
    expect(outcome).toMatchObject({
      kind: 'authentic',
      notification: { type, environment: 'PRODUCTION', sales, refundRequest: asked },
    })
    const takenBack = type === 'REFUND' || type === 'REVOKE'
    const [state] = await desk.adapter.readSale(details)
    expect(state).toMatchObject({
      kind: 'verified',
      transaction: {
        reference: { key: bought.transactionId, details },
        refund: takenBack ? { full: true, quantity: 2 } : null,
      },
    })
  })

  it('about a subscription is authentic with its renewal information', async () => {
    await desk.purchase({ productType: 'AUTO_RENEWABLE', environment: 'SANDBOX' })
    expect(await desk.readLast()).toMatchObject({
      kind: 'authentic',
      notification: { type: 'SUBSCRIBED.INITIAL_BUY', environment: 'SANDBOX', sales: [{ price: null }] },
    })
  })

  it.each(['PRODUCTION', 'SANDBOX'])('TEST of %s names no sale', async (environment) => {
    await desk.control('POST', 'notifications', { store: 'APP_STORE', environment })
    expect(await desk.readLast()).toMatchObject({
      kind: 'authentic',
      notification: { type: 'TEST', environment, sales: [] },
    })
  })

  it('is the same message each time it is sent', async () => {
    await desk.spoilNotification('DUPLICATE')
    await desk.purchase()
    await desk.lastBody()
    const outcomes = await Promise.all(
      desk.receiver.requests.map(({ body }) => desk.adapter.readNotification({ headers: {}, body })),
    )
    expect(outcomes).toHaveLength(2)
    expect(outcomes[0]).toEqual(outcomes[1])
  })

  it('about a part of the money leaves the sale', async () => {
    const bought = await desk.purchase({ price: { amount: '9.99', currencyCode: 'USD' } })
    await changeAtStore(desk.emulator, bought.id, 'refund', { percentage: 40 })
    expect(await desk.readLast()).toMatchObject({ notification: { type: 'REFUND' } })
    expect(await desk.adapter.readSale(referenceOf(bought))).toMatchObject([
      {
        transaction: { refund: { full: false, quantity: 0, amountMicros: 3_996_000n, reason: 'APP_ISSUE' } },
      },
    ])
  })
})

describe('a notification that is not believed', () => {
  it('has a wrong signature', async () => {
    await desk.spoilNotification('WRONG_SIGNATURE')
    await desk.purchase()
    expect(await desk.readLast()).toMatchObject({ kind: 'forged' })
  })

  it('differs in a single character', async () => {
    await desk.purchase()
    const body = await desk.lastBody()
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
      expect(await desk.adapter.readNotification({ headers: {}, body: forged })).toMatchObject({
        kind: 'forged',
      })
    }
    expect(await desk.adapter.readNotification({ headers: {}, body })).toMatchObject({ kind: 'authentic' })
  })

  it('holds a transaction that is forged, whoever signed the rest', async () => {
    const wrap = async (options: Partial<BuyOptions>): Promise<string> => {
      const { receipt } = await desk.purchase(options)
      const signedTransactionInfo = receipt.appStore?.signedTransaction
      const { bundleId, appAppleId } = desk.emulator.credentials.appStore
      const data = { bundleId, appAppleId, environment: 'Production', signedTransactionInfo }
      const signedPayload = desk.authority.sign({ notificationType: 'REFUND', notificationUUID: 'a', data })
      return JSON.stringify({ signedPayload })
    }
    const kinds: string[] = []
    const forgeries = ['OTHER_ROOT', 'TAMPERED_PAYLOAD', 'ALG_NONE', 'HS256', 'NO_LEAF_MARKER', 'SHORT_CHAIN']
    for (const forge of forgeries) {
      const outcome = await desk.adapter.readNotification({ headers: {}, body: await wrap({ forge }) })
      kinds.push(outcome.kind)
    }
    expect(kinds).toEqual(forgeries.map(() => 'forged'))
    for (const other of [{ environment: 'SANDBOX' }, { bundleId: 'com.example.other' }] as const) {
      const body = await wrap(other)
      expect(await desk.adapter.readNotification({ headers: {}, body })).toMatchObject({ kind: 'forged' })
    }
    expect(await desk.adapter.readNotification({ headers: {}, body: await wrap({}) })).toMatchObject({
      kind: 'authentic',
    })
  })

  it('is signed under a root that is not the connection’s', async () => {
    const { rootDer } = desk.authority
    await desk.purchase()
    const stranger = desk.connect({ rootCertificates: [rootDer.toString('base64')] })
    expect(await desk.readLast(stranger)).toMatchObject({ kind: 'forged' })
  })
})

describe('a notification for somebody else', () => {
  it('names another bundle id', async () => {
    await desk.spoilNotification('WRONG_AUDIENCE')
    await desk.purchase()
    expect(await desk.readLast()).toMatchObject({ kind: 'foreign' })
  })

  it('names another Apple ID, in production', async () => {
    await desk.purchase()
    expect(await desk.readLast(desk.connect({ appAppleId: 1 }))).toMatchObject({ kind: 'foreign' })
  })

  it('is of the sandbox, where only production is connected', async () => {
    await desk.purchase({ environment: 'SANDBOX' })
    expect(await desk.readLast(desk.connect({ environments: ['PRODUCTION'] }))).toMatchObject({
      kind: 'foreign',
    })
    expect(await desk.readLast()).toMatchObject({ kind: 'authentic' })
  })
})
