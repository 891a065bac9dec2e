import type { Emulator } from '@coinslot/store-emulator'
import type { StorePage, TimeWindow } from '../../src/stores/contract/history.ts'
import { advanceTime, control, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import { toReferenceDetails, describe, expect, test } from './app-store-fixture.ts'
import { hourMs } from '../support/time.ts'

async function readAll<T>(read: (page: string | null) => Promise<StorePage<T>> | undefined): Promise<T[]> {
  const entries: T[] = []
  let page: string | null = null
  do {
    const result: StorePage<T> | undefined = await read(page)
    entries.push(...(result?.entries ?? []))
    page = result?.next ?? null
  } while (page !== null)
  return entries
}

describe('the notification history', () => {
  const lastHour = (): TimeWindow => ({
    from: new Date(Date.now() - hourMs),
    to: new Date(Date.now() + hourMs),
  })

  test('the notification history contains a notification that was never delivered, as it would have been delivered', async ({
    emulator,
    receiver,
    appStore,
  }) => {
    await appStore.injectNotificationFault('DROP')
    const storePurchase = await appStore.buy({ environment: 'SANDBOX' })
    await advanceTime(emulator, 0)
    expect(receiver.requests).toEqual([])
    const [message, ...others] = await readAll((page) =>
      appStore.adapter.history.listNotifications?.(lastHour(), page),
    )
    expect(others).toEqual([])
    expect(message?.notification).toMatchObject({
      type: 'ONE_TIME_CHARGE',
      sales: [{ key: storePurchase.transactionId, details: toReferenceDetails(storePurchase, 'SANDBOX') }],
    })
    const pushed = await appStore.adapter.readNotification({ headers: {}, body: message?.body ?? '' })
    expect(pushed).toEqual({ kind: 'valid', notification: message?.notification })
  })

  test('the notification history is read to its end, in every environment', async ({ appStore }) => {
    const storePurchase = new Set<string>()
    for (const environment of ['PRODUCTION', 'SANDBOX'] as const) {
      for (let count = 0; count < 21; count += 1) {
        storePurchase.add((await appStore.buy({ environment })).transactionId)
      }
    }
    const messages = await readAll((page) => appStore.adapter.history.listNotifications?.(lastHour(), page))
    expect(messages).toHaveLength(42)
    expect(new Set(messages.map(({ notification }) => notification.sales[0]?.key))).toEqual(storePurchase)
  })

  test('the notification history can be read for the whole lookback period', async ({ appStore }) => {
    const { lookbackMs, listNotifications } = appStore.adapter.history
    const window = { from: new Date(Date.now() - lookbackMs), to: new Date() }
    expect(await readAll((page) => listNotifications?.(window, page))).toEqual([])
  })
})

describe('the refund history', () => {
  test('the refund history of a customer is found by any of their purchases', async ({
    emulator,
    appStore,
  }) => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const kept = await appStore.buy({ accountToken })
    const whole = await appStore.buy({ accountToken })
    const part = await appStore.buy({ accountToken })
    await updateStorePurchase(emulator, whole.id, 'refund')
    await updateStorePurchase(emulator, part.id, 'refund', { percentage: 50 })
    const refunds = await readAll((page) =>
      appStore.adapter.history.listCustomerRefunds?.(toReferenceDetails(kept), page),
    )
    const entry = (storePurchase: StorePurchase, full: boolean): object => ({
      key: storePurchase.transactionId,
      details: toReferenceDetails(storePurchase),
      storeTransactionId: storePurchase.transactionId,
      full,
    })
    expect(refunds).toEqual([entry(whole, true), entry(part, false)])
  })

  test('the refund history continues after twenty entries', async ({ emulator, appStore }) => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const storePurchase: StorePurchase[] = []
    for (let count = 0; count < 21; count += 1) {
      const next = await appStore.buy({ accountToken })
      await updateStorePurchase(emulator, next.id, 'refund')
      storePurchase.push(next)
    }
    const [first] = storePurchase
    const details = first === undefined ? '' : toReferenceDetails(first)
    const refunds = await readAll((page) => appStore.adapter.history.listCustomerRefunds?.(details, page))
    expect(refunds.map(({ key }) => key)).toEqual(storePurchase.map(({ transactionId }) => transactionId))
  })

  test('the refund history is empty for a transaction of the other environment', async ({ appStore }) => {
    const storePurchase = await appStore.buy()
    const refunds = await readAll((page) =>
      appStore.adapter.history.listCustomerRefunds?.(toReferenceDetails(storePurchase, 'SANDBOX'), page),
    )
    expect(refunds).toEqual([])
  })
})

describe('an acknowledgement', () => {
  const viewOf = (emulator: Emulator, { id }: StorePurchase): Promise<unknown> =>
    control(emulator, 'GET', `/control/purchases/${id}`)

  test.for(['ACKNOWLEDGE', 'CONSUME'] as const)(
    'the action %s finishes the transaction, and can be repeated',
    async (action, { emulator, appStore }) => {
      const storePurchase = await appStore.buy({ environment: 'SANDBOX' })
      const sale = {
        details: toReferenceDetails(storePurchase, 'SANDBOX'),
        storeProductId: 'coins_100',
        environment: 'SANDBOX',
        action,
      } as const
      expect(await viewOf(emulator, storePurchase)).toMatchObject({ finished: false })
      expect(await appStore.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
      expect(await viewOf(emulator, storePurchase)).toMatchObject({ finished: true })
      expect(await appStore.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    },
  )

  test('an acknowledgement of an unknown transaction is rejected', async ({ appStore }) => {
    const details = JSON.stringify({ transactionId: '1', environment: 'SANDBOX' })
    const sale = { details, storeProductId: 'coins_100', environment: 'SANDBOX', action: 'CONSUME' } as const
    expect(await appStore.adapter.acknowledge(sale)).toMatchObject({ kind: 'rejected' })
  })

  test('a transaction is finished although the response was lost', async ({ emulator, appStore }) => {
    const storePurchase = await appStore.buy()
    const fault = { store: 'APP_STORE', endpoint: 'finishTransaction', reset: true, phase: 'AFTER' }
    await control(emulator, 'POST', '/control/faults', fault)
    const sale = {
      details: toReferenceDetails(storePurchase),
      storeProductId: 'coins_100',
      environment: 'PRODUCTION',
      action: 'CONSUME',
    } as const
    expect(await appStore.adapter.acknowledge(sale)).toEqual({ kind: 'done' })
    expect(await viewOf(emulator, storePurchase)).toMatchObject({ finished: true })
  })

  test.for([
    [true, { deliveryStatus: 'DELIVERED', consumptionPercentage: 100_000, refundPreference: 'DECLINE' }],
    [
      false,
      { deliveryStatus: 'UNDELIVERED_OTHER', consumptionPercentage: 0, refundPreference: 'GRANT_FULL' },
    ],
  ] as const)(
    'the answer to a consumption request states whether the item was delivered: %s',
    async ([delivered, fields], { emulator, appStore }) => {
      const storePurchase = await appStore.buy({ environment: 'SANDBOX' })
      await control(emulator, 'POST', `/control/purchases/${storePurchase.id}/refund-review`)
      const outcome = await appStore.readLastNotification()
      const request = outcome.kind === 'valid' ? outcome.notification.refundReview?.request : null
      const response = {
        answer: delivered ? 'DECLINE' : 'GRANT',
        delivered,
        consumptionMilliunits: delivered ? 100_000 : 0,
        customerConsented: true,
        usage: [],
      } as const
      const sent = await appStore.adapter.refundReviews?.answerRefundReview(request ?? '', response)
      expect(sent).toEqual({ kind: 'done' })
      expect(await viewOf(emulator, storePurchase)).toMatchObject({
        consumptionInformation: {
          version: 2,
          customerConsented: true,
          sampleContentProvided: false,
          ...fields,
        },
        refundReview: { response: fields },
      })
    },
  )
})
