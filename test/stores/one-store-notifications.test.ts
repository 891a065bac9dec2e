import fc from 'fast-check'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { RefundedSale, TimeWindow } from '../../src/stores/contract/history.ts'
import { advanceTime, control, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { accountToken, describe, expect, test, type OneStore } from './one-store-fixture.ts'
import { dayMs } from '../support/time.ts'

/** The notification with changed members or formatting. */
function editNotification(
  body: string,
  change: (members: Record<string, unknown>) => unknown,
  indent?: number,
): string {
  return JSON.stringify(change(JSON.parse(body) as Record<string, unknown>), null, indent)
}

describe('a notification that ONE store sent', () => {
  test('a notification of a payment names its sale, and has the price and the user that the API leaves out', async ({
    oneStore,
  }) => {
    const { transactionId } = await oneStore.buyCoins({ price: { amount: '4.99', currencyCode: 'USD' } })
    const notification = await oneStore.readAuthentic(await oneStore.waitForLastBody())
    expect(notification).toMatchObject({
      storeNotificationId: `${transactionId}:COMPLETED`,
      type: 'PAYMENT_COMPLETED',
      sentAt: expect.any(Date),
      environment: 'PRODUCTION',
      sales: [{ price: { amountMicros: 4_990_000n, currencyCode: 'USD' }, accountToken }],
      subscriptions: [],
      refundReview: null,
    })
    const [sale] = notification.sales
    expect(await oneStore.adapter.readSale(sale?.details ?? '')).toMatchObject([
      { kind: 'verified', transaction: { storeTransactionId: transactionId, accountToken, price: null } },
    ])
  })

  test('a notification names the sale by the same key as its receipt', async ({ oneStore }) => {
    const { receipt } = await oneStore.buyCoins({ marketCode: 'MKT_GLB', environment: 'SANDBOX' })
    const [sale] = (await oneStore.readAuthentic(await oneStore.waitForLastBody())).sales
    const outcome = await oneStore.adapter.verifyReceipt(receipt.oneStore)
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(sale?.key).toBe(outcome.transaction.reference.key)
    expect(await oneStore.adapter.readSale(sale?.details ?? '')).toMatchObject([
      { kind: 'verified', transaction: { environment: 'SANDBOX' } },
    ])
  })

  test('a notification of a cancellation is another one about the same sale', async ({
    emulator,
    oneStore,
  }) => {
    const { id, transactionId } = await oneStore.buyCoins()
    const [storePurchase] = (await oneStore.readAuthentic(await oneStore.waitForLastBody())).sales
    await updateStorePurchase(emulator, id, 'refund')
    const { storeNotificationId, type, sales } = await oneStore.readAuthentic(
      await oneStore.waitForLastBody(),
    )
    expect([storeNotificationId, type]).toEqual([`${transactionId}:CANCELED`, 'PAYMENT_CANCELED'])
    expect(sales.map(({ key }) => key)).toEqual([storePurchase?.key])
    expect(await oneStore.adapter.readSale(sales[0]?.details ?? '')).toMatchObject([
      { kind: 'canceled', storeTransactionId: transactionId },
    ])
  })

  test('a notification is authentic whatever its formatting and escaping', async ({ oneStore }) => {
    await oneStore.buyCoins()
    const body = await oneStore.waitForLastBody()
    const notification = await oneStore.readAuthentic(body)
    const variants = [
      editNotification(body, (members) => members, 2),
      editNotification(body, ({ signature, ...rest }) => ({ signature, ...rest })),
      body.replaceAll('/', '\\/'),
      body.replaceAll(/[a-z](?=\w*":)/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
      `\r\n\t${body.replaceAll('":', '"  : ')}  `,
    ]
    for (const variant of variants) expect(await oneStore.readAuthentic(variant)).toEqual(notification)
  })
})

describe('a modified notification', () => {
  test('a notification with one changed character is not authentic', async ({ oneStore }) => {
    await oneStore.buyCoins()
    const body = await oneStore.waitForLastBody()
    const character = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      fc.constantFrom(' ', '\\', '"', '{', '}', '0', '='),
    )
    const replaced = async (position: number, by: string): Promise<void> => {
      fc.pre(body[position] !== by)
      const outcome = await oneStore.read(body.slice(0, position) + by + body.slice(position + 1))
      expect(['invalid_signature', 'malformed']).toContain(outcome.kind)
    }
    await fc.assert(fc.asyncProperty(fc.nat({ max: body.length - 1 }), character, replaced), {
      numRuns: 1_000,
    })
    for (let position = 0; position < body.length; position += 1) {
      await replaced(position, body[position] === 'A' ? 'B' : 'A')
    }
  })

  test('a notification with a wrong signature, or without one, is rejected as forged', async ({
    oneStore,
  }) => {
    await oneStore.injectNotificationFault('WRONG_SIGNATURE')
    await oneStore.buyCoins()
    const body = await oneStore.waitForLastBody()
    expect(await oneStore.read(body)).toMatchObject({ kind: 'invalid_signature' })
    expect(await oneStore.read(editNotification(body, ({ signature: _, ...rest }) => rest))).toMatchObject({
      kind: 'invalid_signature',
    })
  })

  test('a notification with a duplicate member is rejected as malformed', async ({ oneStore }) => {
    await oneStore.buyCoins()
    const body = await oneStore.waitForLastBody()
    const twice = body.replace('{', '{"purchaseState":"CANCELED",')
    expect(await oneStore.read(twice)).toMatchObject({ kind: 'malformed' })
  })
})

describe('a notification for another connection', () => {
  test('a notification of another client id is rejected as misaddressed', async ({ oneStore }) => {
    await oneStore.injectNotificationFault('WRONG_AUDIENCE')
    await oneStore.buyCoins()
    expect(await oneStore.read(await oneStore.waitForLastBody())).toMatchObject({ kind: 'wrong_recipient' })
  })

  test('a notification of an environment that is not connected is rejected as misaddressed', async ({
    oneStore,
  }) => {
    await oneStore.buyCoins({ environment: 'SANDBOX' })
    const body = await oneStore.waitForLastBody()
    expect(await oneStore.read(body, oneStore.connect({ environments: ['PRODUCTION'] }))).toMatchObject({
      kind: 'wrong_recipient',
    })
    expect(await oneStore.read(body, oneStore.connect({ environments: ['SANDBOX'] }))).toMatchObject({
      kind: 'valid',
    })
  })
})

describe('an acknowledgement', () => {
  async function saleOf(oneStore: OneStore, { receipt }: StorePurchase) {
    const outcome = await oneStore.adapter.verifyReceipt(receipt.oneStore)
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    const { reference, storeProductId, environment, acknowledgement } = outcome.transaction
    return { details: reference.details, storeProductId, environment, acknowledgement }
  }

  test.for(['PRODUCTION', 'SANDBOX'] as const)(
    'an acknowledgement is stored by ONE store (%s)',
    async (environment, { emulator, oneStore }) => {
      const storePurchase = await oneStore.buyCoins({ environment })
      const sale = await saleOf(oneStore, storePurchase)
      expect(sale.acknowledgement).toMatchObject({ acknowledged: false, consumed: false })
      const readStorePurchase = async (): Promise<unknown> =>
        control(emulator, 'GET', `/control/purchases/${storePurchase.id}`)
      for (const action of ['ACKNOWLEDGE', 'ACKNOWLEDGE', 'CONSUME', 'CONSUME', 'ACKNOWLEDGE'] as const) {
        expect(await oneStore.adapter.acknowledge({ ...sale, action })).toEqual({ kind: 'done' })
        if (action === 'CONSUME')
          expect(await readStorePurchase()).toMatchObject({ acknowledged: true, consumed: true })
        else expect(await readStorePurchase()).toMatchObject({ acknowledged: true })
      }
      expect((await saleOf(oneStore, storePurchase)).acknowledgement).toEqual({
        acknowledged: true,
        consumed: true,
        deadlineAt: null,
      })
    },
  )

  test('an acknowledgement is rejected after the deadline, when ONE store has canceled the sale', async ({
    emulator,
    oneStore,
  }) => {
    const sale = await saleOf(oneStore, await oneStore.buyCoins())
    const { deadlineAt } = sale.acknowledgement
    await advanceTime(emulator, (deadlineAt?.getTime() ?? 0) - Date.now() - 60_000)
    expect(await oneStore.adapter.readSale(sale.details)).toMatchObject([{ kind: 'verified' }])
    await advanceTime(emulator, 120_000)
    expect(await oneStore.adapter.acknowledge({ ...sale, action: 'CONSUME' })).toMatchObject({
      kind: 'rejected',
    })
    expect((await oneStore.readAuthentic(await oneStore.waitForLastBody())).type).toBe('PAYMENT_CANCELED')
  })
})

test('the refund history contains every refund once, page by page', async ({ emulator, oneStore }) => {
  const environments = ['PRODUCTION', 'SANDBOX', 'PRODUCTION', 'PRODUCTION', 'SANDBOX'] as const
  const refundedIds: string[] = []
  for (const environment of environments) {
    const { id, transactionId } = await oneStore.buyCoins({ environment })
    await updateStorePurchase(emulator, id, 'refund')
    refundedIds.push(transactionId)
  }
  await oneStore.buyCoins()
  const paged = oneStore.connect({}, 2)
  const window = { from: new Date(Date.now() - dayMs), to: new Date(Date.now() + dayMs) }
  const pages = await readPages(paged, window, null)
  expect(pages.map(({ length }) => length)).toEqual([2, 1, 2])
  expect(pages.flat().map(({ storeTransactionId }) => storeTransactionId)).toEqual(
    [0, 2, 3, 1, 4].map((index) => refundedIds[index]),
  )
  expect((await readPages(paged, { from: new Date(0), to: new Date(dayMs) }, null)).flat()).toEqual([])
})

async function readPages(
  from: StoreAdapter,
  window: TimeWindow,
  page: string | null,
): Promise<RefundedSale[][]> {
  const { entries = [], next = null } = (await from.history.listRefunds?.(window, page)) ?? {}
  return [[...entries], ...(next === null ? [] : await readPages(from, window, next))]
}
