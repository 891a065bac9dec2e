import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import type { StorePage, TimeWindow } from '../../src/stores/contract/history.ts'
import { advanceTime, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { openAppStoreFixture, toReferenceDetails, type AppStoreFixture } from './app-store-fixture.ts'

const hourMs = 60 * 60_000

let fixture: AppStoreFixture

beforeAll(async () => {
  fixture = await openAppStoreFixture()
})

beforeEach(() => fixture.reset())

afterAll(() => fixture.close())

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
    await fixture.injectNotificationFault('DROP')
    const bought = await fixture.buy({ environment: 'SANDBOX' })
    await advanceTime(fixture.emulator, 0)
    expect(fixture.receiver.requests).toEqual([])
    const [message, ...others] = await readAll((page) =>
      fixture.adapter.history.listNotifications?.(lastHour(), page),
    )
    expect(others).toEqual([])
    expect(message?.notification).toMatchObject({
      type: 'ONE_TIME_CHARGE',
      sales: [{ key: bought.transactionId, details: toReferenceDetails(bought, 'SANDBOX') }],
    })
    const pushed = await fixture.adapter.readNotification({ headers: {}, body: message?.body ?? '' })
    expect(pushed).toEqual({ kind: 'valid', notification: message?.notification })
  })

  it('is read to its end, in every environment', async () => {
    const bought = new Set<string>()
    for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
      for (let count = 0; count < 21; count += 1) {
        bought.add((await fixture.buy({ environment })).transactionId)
      }
    }
    const messages = await readAll((page) => fixture.adapter.history.listNotifications?.(lastHour(), page))
    expect(messages).toHaveLength(42)
    expect(new Set(messages.map(({ notification }) => notification.sales[0]?.key))).toEqual(bought)
  })

  it('reaches back as far as the adapter says', async () => {
    const { lookbackMs, listNotifications } = fixture.adapter.history
    const window = { from: new Date(Date.now() - lookbackMs), to: new Date() }
    expect(await readAll((page) => listNotifications?.(window, page))).toEqual([])
  })
})

describe('the refund history', () => {
  it('names all that a buyer got back, by any of their purchases', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const kept = await fixture.buy({ accountToken })
    const whole = await fixture.buy({ accountToken })
    const part = await fixture.buy({ accountToken })
    await updateStorePurchase(fixture.emulator, whole.id, 'refund')
    await updateStorePurchase(fixture.emulator, part.id, 'refund', { percentage: 50 })
    const refunds = await readAll((page) =>
      fixture.adapter.history.listCustomerRefunds?.(toReferenceDetails(kept), page),
    )
    const entry = (bought: StorePurchase, full: boolean): object => ({
      key: bought.transactionId,
      details: toReferenceDetails(bought),
      storeTransactionId: bought.transactionId,
      full,
    })
    expect(refunds).toEqual([entry(whole, true), entry(part, false)])
  })

  it('goes on after twenty', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const bought: StorePurchase[] = []
    for (let count = 0; count < 21; count += 1) {
      const next = await fixture.buy({ accountToken })
      await updateStorePurchase(fixture.emulator, next.id, 'refund')
      bought.push(next)
    }
    const [first] = bought
    const details = first === undefined ? '' : toReferenceDetails(first)
    const refunds = await readAll((page) => fixture.adapter.history.listCustomerRefunds?.(details, page))
    expect(refunds.map(({ key }) => key)).toEqual(bought.map(({ transactionId }) => transactionId))
  })

  it('is empty for a transaction that is in the other environment', async () => {
    const bought = await fixture.buy()
    const refunds = await readAll((page) =>
      fixture.adapter.history.listCustomerRefunds?.(toReferenceDetails(bought, 'SANDBOX'), page),
    )
    expect(refunds).toEqual([])
  })
})

describe('what the App Store is told', () => {
  const viewOf = ({ id }: StorePurchase): Promise<unknown> => fixture.control('GET', `purchases/${id}`)

  it.each(['ACKNOWLEDGE', 'CONSUME'] as const)('%s finishes, and again without harm', async (action) => {
    const bought = await fixture.buy({ environment: 'SANDBOX' })
    const sale = {
      details: toReferenceDetails(bought, 'SANDBOX'),
      storeProductId: 'coins_100',
      environment: 'SANDBOX',
      action,
    } as const
    expect(await viewOf(bought)).toMatchObject({ finished: false })
    expect(await fixture.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await viewOf(bought)).toMatchObject({ finished: true })
    expect(await fixture.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
  })

  it('of a transaction that it does not know is impossible', async () => {
    const details = JSON.stringify({ transactionId: '1', environment: 'SANDBOX' })
    const sale = { details, storeProductId: 'coins_100', environment: 'SANDBOX', action: 'CONSUME' } as const
    expect(await fixture.adapter.acknowledge(sale)).toMatchObject({ kind: 'rejected' })
  })

  it('is finished although the answer was lost', async () => {
    const bought = await fixture.buy()
    const fault = { store: 'APP_STORE', endpoint: 'finishTransaction', reset: true, phase: 'AFTER' }
    await fixture.control('POST', 'faults', fault)
    const sale = {
      details: toReferenceDetails(bought),
      storeProductId: 'coins_100',
      environment: 'PRODUCTION',
      action: 'CONSUME',
    } as const
    expect(await fixture.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await viewOf(bought)).toMatchObject({ finished: true })
  })

  it.each([
    [true, { deliveryStatus: 'DELIVERED' }],
    [false, { deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 0 }],
  ])('answers whether the item was delivered: %s', async (delivered, fields) => {
    const bought = await fixture.buy({ environment: 'SANDBOX' })
    await fixture.control('POST', `purchases/${bought.id}/request-consumption`)
    const outcome = await fixture.readLastNotification()
    const request = outcome.kind === 'valid' ? outcome.notification.refundRequest : null
    await fixture.adapter.sendConsumptionInfo?.(request ?? '', { delivered })
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
