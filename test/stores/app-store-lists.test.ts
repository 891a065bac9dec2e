import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { StorePage, TimeWindow } from '../../src/stores/list-contract.ts'
import { advanceClock, changeAtStore, type Bought } from '../support/emulator-control.ts'
import { openAppStoreDesk, referenceOf, type AppStoreDesk } from './app-store-desk.ts'

const hourMs = 60 * 60_000

let desk: AppStoreDesk

beforeAll(async () => {
  desk = await openAppStoreDesk()
})

beforeEach(() => desk.clear())

afterAll(() => desk.close())

async function readAll<T>(read: (page: string | null) => Promise<StorePage<T>> | undefined): Promise<T[]> {
  const entries: T[] = []
  let page: string | null = null
  do {
    const answer: StorePage<T> | undefined = await read(page)
    entries.push(...(answer?.entries ?? []))
    page = answer?.next ?? null
  } while (page !== null)
  return entries
}

describe('the notification history', () => {
  const lastHour = (): TimeWindow => ({
    from: new Date(Date.now() - hourMs),
    to: new Date(Date.now() + hourMs),
  })

  it('finds a notification that was never delivered, as it would have come in', async () => {
    await desk.spoilNotification('DROP')
    const bought = await desk.purchase({ environment: 'SANDBOX' })
    await advanceClock(desk.emulator, 0)
    expect(desk.receiver.requests).toEqual([])
    const [message, ...others] = await readAll((page) => desk.adapter.lists.messages?.(lastHour(), page))
    expect(others).toEqual([])
    expect(message?.notification).toMatchObject({
      type: 'ONE_TIME_CHARGE',
      sales: [{ key: bought.transactionId, details: referenceOf(bought, 'SANDBOX') }],
    })
    const pushed = await desk.adapter.readNotification({ headers: {}, body: message?.body ?? '' })
    expect(pushed).toEqual({ kind: 'authentic', notification: message?.notification })
  })

  it('is read to its end, in every environment', async () => {
    const bought = new Set<string>()
    for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
      for (let count = 0; count < 21; count += 1) {
        bought.add((await desk.purchase({ environment })).transactionId)
      }
    }
    const messages = await readAll((page) => desk.adapter.lists.messages?.(lastHour(), page))
    expect(messages).toHaveLength(42)
    expect(new Set(messages.map(({ notification }) => notification.sales[0]?.key))).toEqual(bought)
  })

  it('reaches back as far as the adapter says', async () => {
    const { lookbackMs, messages } = desk.adapter.lists
    const window = { from: new Date(Date.now() - lookbackMs), to: new Date() }
    expect(await readAll((page) => messages?.(window, page))).toEqual([])
  })
})

describe('the refund history', () => {
  it('names all that a buyer got back, by any of their purchases', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const kept = await desk.purchase({ accountToken })
    const whole = await desk.purchase({ accountToken })
    const part = await desk.purchase({ accountToken })
    await changeAtStore(desk.emulator, whole.id, 'refund')
    await changeAtStore(desk.emulator, part.id, 'refund', { percentage: 50 })
    const refunds = await readAll((page) => desk.adapter.lists.refundsOfBuyer?.(referenceOf(kept), page))
    const entry = (bought: Bought, full: boolean): object => ({
      key: bought.transactionId,
      details: referenceOf(bought),
      storeTransactionId: bought.transactionId,
      full,
    })
    expect(refunds).toEqual([entry(whole, true), entry(part, false)])
  })

  it('goes on after twenty', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const bought: Bought[] = []
    for (let count = 0; count < 21; count += 1) {
      const next = await desk.purchase({ accountToken })
      await changeAtStore(desk.emulator, next.id, 'refund')
      bought.push(next)
    }
    const [first] = bought
    const details = first === undefined ? '' : referenceOf(first)
    const refunds = await readAll((page) => desk.adapter.lists.refundsOfBuyer?.(details, page))
    expect(refunds.map(({ key }) => key)).toEqual(bought.map(({ transactionId }) => transactionId))
  })

  it('is empty for a transaction that is in the other environment', async () => {
    const bought = await desk.purchase()
    const refunds = await readAll((page) =>
      desk.adapter.lists.refundsOfBuyer?.(referenceOf(bought, 'SANDBOX'), page),
    )
    expect(refunds).toEqual([])
  })
})

describe('what the App Store is told', () => {
  const viewOf = ({ id }: Bought): Promise<unknown> => desk.control('GET', `purchases/${id}`)

  it.each(['ACKNOWLEDGE', 'CONSUME'] as const)('%s finishes, and again without harm', async (action) => {
    const bought = await desk.purchase({ environment: 'SANDBOX' })
    const sale = {
      details: referenceOf(bought, 'SANDBOX'),
      storeProductId: 'coins_100',
      environment: 'SANDBOX',
      action,
    } as const
    expect(await viewOf(bought)).toMatchObject({ finished: false })
    expect(await desk.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await viewOf(bought)).toMatchObject({ finished: true })
    expect(await desk.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
  })

  it('of a transaction that it does not know is impossible', async () => {
    const details = JSON.stringify({ transactionId: '1', environment: 'SANDBOX' })
    const sale = { details, storeProductId: 'coins_100', environment: 'SANDBOX', action: 'CONSUME' } as const
    expect(await desk.adapter.acknowledge(sale)).toMatchObject({ kind: 'impossible' })
  })

  it('is finished although the answer was lost', async () => {
    const bought = await desk.purchase()
    const fault = { store: 'APP_STORE', endpoint: 'finishTransaction', reset: true, phase: 'AFTER' }
    await desk.control('POST', 'faults', fault)
    const sale = {
      details: referenceOf(bought),
      storeProductId: 'coins_100',
      environment: 'PRODUCTION',
      action: 'CONSUME',
    } as const
    expect(await desk.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await viewOf(bought)).toMatchObject({ finished: true })
  })

  it.each([
    [true, { deliveryStatus: 'DELIVERED' }],
    [false, { deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 0 }],
  ])('answers whether the item was delivered: %s', async (delivered, fields) => {
    const bought = await desk.purchase({ environment: 'SANDBOX' })
    await desk.control('POST', `purchases/${bought.id}/request-consumption`)
    const outcome = await desk.readLast()
    const request = outcome.kind === 'authentic' ? outcome.notification.refundRequest : null
    await desk.adapter.answerRefundRequest?.(request ?? '', { delivered })
    expect(await viewOf(bought)).toMatchObject({
      consumptionInformation: {
        version: 2,
        customerConsented: true,
        sampleContentProvided: false,
        ...fields,
      },
    })
  })
})
