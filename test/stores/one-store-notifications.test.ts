import { createServer } from 'node:http'
import type { Server } from 'node:http'

import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { RefundedSale, TimeWindow } from '../../src/stores/contract/history.ts'
import type { NotificationOutcome, StoreNotification } from '../../src/stores/contract/notification.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import { toStoreProductId } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import {
  advanceTime,
  createStorePurchase,
  updateStorePurchase,
  type StorePurchase,
  type StorePurchaseOptions,
} from '../support/emulator-control.ts'

const dayMs = 24 * 60 * 60_000
const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'

let emulator: Emulator
let receiver: Server
let adapter: StoreAdapter
/** Bodies as they came in. */
const received: string[] = []

beforeAll(async () => {
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push(Buffer.concat(chunks).toString('utf8'))
      response.end()
    })
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  emulator = await startEmulator()
  adapter = connect()
})

beforeEach(async () => {
  await emulator.reset()
  received.length = 0
  const address = receiver.address()
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port')
  const url = `http://127.0.0.1:${address.port}/`
  await control('PUT', '/control/notifications', { store: 'ONE_STORE', url })
})

afterAll(async () => {
  await emulator.close()
  receiver.close()
})

function connect(changes: Record<string, unknown> = {}, voidedPageSize = 100): StoreAdapter {
  const definition = createOneStoreDefinition({ production: false, voidedPageSize })
  const parsed = definition.parseConnection({ ...emulatorConnectionInputs(emulator).oneStore, ...changes })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

async function control(method: string, path: string, body?: object): Promise<unknown> {
  const headers = { 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) }
  const response = await fetch(emulator.url + path, { method, ...sent })
  if (!response.ok) throw new Error(await response.text())
  return response.status === 204 ? null : response.json()
}

async function buyCoins(options: Partial<StorePurchaseOptions> = {}): Promise<StorePurchase> {
  return await createStorePurchase(emulator, {
    store: 'ONE_STORE',
    productId: toStoreProductId('coins_100'),
    accountToken,
    ...options,
  })
}

/** The last message, once everything under way has come in. */
async function waitForLastBody(): Promise<string> {
  await advanceTime(emulator, 0)
  return received.at(-1) ?? ''
}

const read = (body: string, by: StoreAdapter = adapter): Promise<NotificationOutcome> =>
  by.readNotification({ headers: {}, body })

async function readAuthentic(body: string): Promise<StoreNotification> {
  const outcome = await read(body)
  if (outcome.kind !== 'valid') throw new Error(JSON.stringify(outcome))
  return outcome.notification
}

async function corruptNext(effect: string): Promise<void> {
  const fault = { store: 'ONE_STORE', endpoint: 'notification', notification: { effect } }
  await control('POST', '/control/faults', fault)
}

/** The same message as its members, written once more. */
function editNotification(
  body: string,
  change: (members: Record<string, unknown>) => unknown,
  indent?: number,
): string {
  return JSON.stringify(change(JSON.parse(body) as Record<string, unknown>), null, indent)
}

describe('a message that ONE store sent', () => {
  test('of a payment leads to its sale, and tells the price and the buyer that the API leaves out', async () => {
    const { transactionId } = await buyCoins({ price: { amount: '4.99', currencyCode: 'USD' } })
    const notification = await readAuthentic(await waitForLastBody())
    expect(notification).toMatchObject({
      messageId: `${transactionId}:COMPLETED`,
      type: 'PAYMENT_COMPLETED',
      sentAt: expect.any(Date),
      environment: 'PRODUCTION',
      sales: [{ price: { amountMicros: 4_990_000n, currencyCode: 'USD' }, accountToken }],
      refundRequest: null,
    })
    const [sale] = notification.sales
    expect(await adapter.readSale(sale?.details ?? '')).toMatchObject([
      { kind: 'verified', transaction: { storeTransactionId: transactionId, accountToken, price: null } },
    ])
  })

  test('names the sale by the same key as its receipt', async () => {
    const { receipt } = await buyCoins({ marketCode: 'MKT_GLB', environment: 'SANDBOX' })
    const [sale] = (await readAuthentic(await waitForLastBody())).sales
    const outcome = await adapter.verifyReceipt(receipt.oneStore)
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(sale?.key).toBe(outcome.transaction.reference.key)
    expect(await adapter.readSale(sale?.details ?? '')).toMatchObject([
      { kind: 'verified', transaction: { environment: 'SANDBOX' } },
    ])
  })

  test('of a cancellation is another message about the same sale', async () => {
    const { id, transactionId } = await buyCoins()
    const [bought] = (await readAuthentic(await waitForLastBody())).sales
    await updateStorePurchase(emulator, id, 'refund')
    const { storeNotificationId, type, sales } = await readAuthentic(await waitForLastBody())
    expect([storeNotificationId, type]).toEqual([`${transactionId}:CANCELED`, 'PAYMENT_CANCELED'])
    expect(sales.map(({ key }) => key)).toEqual([bought?.key])
    expect(await adapter.readSale(sales[0]?.details ?? '')).toMatchObject([
      { kind: 'canceled', sale: { storeTransactionId: transactionId } },
    ])
  })

  test('is authentic however it is laid out and escaped', async () => {
    await buyCoins()
    const body = await waitForLastBody()
    const notification = await readAuthentic(body)
    const variants = [
      editNotification(body, (members) => members, 2),
      editNotification(body, ({ signature, ...rest }) => ({ signature, ...rest })),
      body.replaceAll('/', '\\/'),
      body.replaceAll(/[a-z](?=\w*":)/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
      `\r\n\t${body.replaceAll('":', '"  : ')}  `,
    ]
    for (const variant of variants) expect(await readAuthentic(variant)).toEqual(notification)
  })
})

describe('a message that ONE store did not send so', () => {
  test('is not authentic when a single character of it is another', async () => {
    await buyCoins()
    const body = await waitForLastBody()
    const character = fc.oneof(
      fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
      fc.constantFrom(' ', '\\', '"', '{', '}', '0', '='),
    )
    const replaced = async (position: number, by: string): Promise<void> => {
      fc.pre(body[position] !== by)
      const outcome = await read(body.slice(0, position) + by + body.slice(position + 1))
      expect(['invalid_signature', 'malformed']).toContain(outcome.kind)
    }
    await fc.assert(fc.asyncProperty(fc.nat({ max: body.length - 1 }), character, replaced), {
      numRuns: 1_000,
    })
    for (let position = 0; position < body.length; position += 1) {
      await replaced(position, body[position] === 'A' ? 'B' : 'A')
    }
  })

  test('is forged with a wrong signature, or without one', async () => {
    await corruptNext('WRONG_SIGNATURE')
    await buyCoins()
    const body = await waitForLastBody()
    expect(await read(body)).toMatchObject({ kind: 'invalid_signature' })
    expect(await read(editNotification(body, ({ signature: _, ...rest }) => rest))).toMatchObject({
      kind: 'invalid_signature',
    })
  })

  test('is malformed when it names something twice', async () => {
    await buyCoins()
    const body = await waitForLastBody()
    const twice = body.replace('{', '{"purchaseState":"CANCELED",')
    expect(await read(twice)).toMatchObject({ kind: 'malformed' })
  })
})

describe('a message that is not for this connection', () => {
  test('because it is of another client id is foreign', async () => {
    await corruptNext('WRONG_AUDIENCE')
    await buyCoins()
    expect(await read(await waitForLastBody())).toMatchObject({ kind: 'wrong_recipient' })
  })

  test('because it is of an environment that is not connected is foreign', async () => {
    await buyCoins({ environment: 'SANDBOX' })
    const body = await waitForLastBody()
    expect(await read(body, connect({ environments: ['PRODUCTION'] }))).toMatchObject({
      kind: 'wrong_recipient',
    })
    expect(await read(body, connect({ environments: ['SANDBOX'] }))).toMatchObject({ kind: 'valid' })
  })
})

describe('pending', () => {
  async function saleOf({ receipt }: StorePurchase) {
    const outcome = await adapter.verifyReceipt(receipt.oneStore)
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    const { reference, storeProductId, environment, acknowledgement } = outcome.transaction
    return { details: reference.details, storeProductId, environment, acknowledgement }
  }

  test.each(['PRODUCTION', 'SANDBOX'] as const)('is seen by ONE store (%s)', async (environment) => {
    const bought = await buyCoins({ environment })
    const sale = await saleOf(bought)
    expect(sale.acknowledgement).toMatchObject({ acknowledged: false, consumed: false })
    const seen = async (): Promise<unknown> => control('GET', `/control/purchases/${bought.id}`)
    for (const action of ['ACKNOWLEDGE', 'ACKNOWLEDGE', 'CONSUME', 'CONSUME', 'ACKNOWLEDGE'] as const) {
      expect(await adapter.acknowledge({ ...sale, action })).toEqual({ kind: 'done' })
      if (action === 'CONSUME') expect(await seen()).toMatchObject({ acknowledged: true, consumed: true })
      else expect(await seen()).toMatchObject({ acknowledged: true })
    }
    expect((await saleOf(bought)).acknowledgement).toEqual({
      acknowledged: true,
      consumed: true,
      deadline: null,
    })
  })

  test('comes too late when ONE store has canceled the sale, at the deadline that was told', async () => {
    const sale = await saleOf(await buyCoins())
    const { deadlineAt } = sale.acknowledgement
    await advanceTime(emulator, (deadlineAt?.getTime() ?? 0) - Date.now() - 60_000)
    expect(await adapter.readSale(sale.details)).toMatchObject([{ kind: 'verified' }])
    await advanceTime(emulator, 120_000)
    expect(await adapter.acknowledge({ ...sale, action: 'CONSUME' })).toMatchObject({ kind: 'rejected' })
    expect((await readAuthentic(await waitForLastBody())).type).toBe('PAYMENT_CANCELED')
  })
})

test('the list of what was taken back has everything once, page by page', async () => {
  const environments = ['PRODUCTION', 'SANDBOX', 'PRODUCTION', 'PRODUCTION', 'SANDBOX'] as const
  const taken: string[] = []
  for (const environment of environments) {
    const { id, transactionId } = await buyCoins({ environment })
    await updateStorePurchase(emulator, id, 'refund')
    taken.push(transactionId)
  }
  await buyCoins()
  const paged = connect({}, 2)
  const window = { from: new Date(Date.now() - dayMs), to: new Date(Date.now() + dayMs) }
  const pages = await readPages(paged, window, null)
  expect(pages.map(({ length }) => length)).toEqual([2, 1, 2])
  expect(pages.flat().map(({ storeTransactionId }) => storeTransactionId)).toEqual(
    [0, 2, 3, 1, 4].map((index) => taken[index]),
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
