import { injectFault } from '../support/emulator-control.ts'
import { toSubscriptionReference } from '../../src/stores/google-play/sale-reference.ts'
import { dayMs, describe, expect, gold, passProductId, test } from './google-play-subscription-fixture.ts'

const done = { kind: 'done' }
const rejected = { kind: 'rejected' }
const store = 'GOOGLE_PLAY'

describe('items', () => {
  test('each add-on has an end of its own, and a failing one ends alone after the hold', async ({
    google,
  }) => {
    const { act, advanceTo, read, subscribe } = google
    const bought = await subscribe({ regionCode: 'US', addOns: [gold] })
    const first = await read(bought)
    const ids = first.periods.map(({ periodId }) => periodId)
    expect(ids).toEqual([
      `${bought.periods[0]?.id}:${passProductId}`,
      `${bought.periods[0]?.id}:${gold.productId}`,
    ])
    await act(bought, 'decline-payments', { productIds: [gold.productId] })
    await advanceTo(bought.paidUntil + 8 * dayMs)
    expect(await read(bought)).toMatchObject({
      state: 'ON_HOLD',
      lines: [{ givesAccess: false }, { givesAccess: false }],
    })
    await advanceTo(bought.paidUntil + 61 * dayMs)
    const { lines, state, periods } = await read(bought)
    expect(state).toBe('ACTIVE')
    expect(lines).toMatchObject([{ willRenew: true }, { willRenew: false }])
    expect(lines[0]?.accessUntil?.getTime()).toBeGreaterThan(lines[1]?.accessUntil?.getTime() ?? Infinity)
    expect(periods.at(-1)).toMatchObject({ storeProductId: passProductId })
  })

  test('a revoked item is refunded and ends, and the others go on', async ({ google }) => {
    const bought = await google.subscribe({ regionCode: 'US', addOns: [gold] })
    const revocation = {
      ...google.targetOf(bought),
      refund: 'FULL',
      itemProductId: gold.productId,
    } as const
    expect(await google.calls.revokeSubscription?.(revocation)).toEqual(done)
    expect(await google.calls.revokeSubscription?.(revocation)).toEqual(done)
    const { state, periods, lines } = await google.read(bought)
    expect(state).toBe('ACTIVE')
    expect(lines).toMatchObject([{ accessUntil: new Date(bought.paidUntil) }, { willRenew: false }])
    expect(periods.find(({ lineKey }) => lineKey === passProductId)?.refund).toBeNull()
    expect(periods.find(({ lineKey }) => lineKey === gold.productId)?.refund).not.toBeNull()
  })
})

describe('pauses, prepaid plans, prices and installments', () => {
  test('a pause withholds the access until it ends', async ({ google }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'pause', { months: 2 })
    expect(await google.read(bought)).toMatchObject({ state: 'ACTIVE', resumesAt: null })
    await google.advanceToEnd(bought)
    const paused = await google.read(bought)
    expect(paused).toMatchObject({ state: 'PAUSED', willRenew: true, lines: [{ givesAccess: false }] })
    expect(paused.resumesAt?.getTime()).toBeGreaterThan(bought.paidUntil + 50 * dayMs)
    expect(paused.renewsAt).toEqual(paused.resumesAt)
    await google.act(bought, 'resume')
    expect(await google.read(bought)).toMatchObject({ state: 'ACTIVE', resumesAt: null })
  })

  test('an unacknowledged top-up of a short prepaid plan is revoked after half its length', async ({
    google,
  }) => {
    const plan = { planType: 'PREPAID', period: 'P3D', amount: '2.99' }
    const bought = await google.subscribe(plan)
    const toppedUp = await google.act(bought, 'top-up')
    const read = await google.read(toppedUp)
    expect(read).toMatchObject({
      state: 'ACTIVE',
      phase: 'PREPAID',
      willRenew: false,
      replaces: [bought.token],
      accessUntil: new Date(toppedUp.paidUntil),
      periods: [{ kind: 'TOP_UP', phase: 'PREPAID' }],
      acknowledgement: { acknowledged: false, deadlineAt: new Date(toppedUp.acknowledgeBy) },
    })
    expect(await google.read(bought)).toMatchObject({ isReplaced: true })
    await google.advanceTo(toppedUp.acknowledgeBy)
    expect(await google.read(toppedUp)).toMatchObject({
      state: 'REVOKED',
      cancelReason: 'STORE',
      periods: [{ refund: { full: true }, isReplaced: false }],
    })
  })

  test('a price increase that the customer ignores ends the subscription', async ({ google }) => {
    const bought = await google.subscribe()
    await google.act(bought, 'change-price', { amount: '12.99' })
    const newPrice = { amountMicros: 12_990_000n, currencyCode: 'USD' }
    const announced = await google.read(bought)
    expect(announced).toMatchObject({
      priceChange: {
        status: 'OUTSTANDING',
        newPrice,
        needsConsent: true,
        consentBy: expect.any(Date) as Date,
      },
    })
    await google.advanceToEnd(bought)
    expect(await google.read(bought)).toMatchObject({ state: 'EXPIRED', cancelReason: 'PRICE_NOT_AGREED' })
  })

  test('a step to the full price that nobody agreed to in Korea ends the subscription', async ({
    google,
  }) => {
    const bought = await google.subscribe({
      currencyCode: 'KRW',
      amount: '9900',
      offers: [{ kind: 'TRIAL', period: 'P1W' }],
      requestsConsent: true,
    })
    expect(await google.read(bought)).toMatchObject({
      priceChange: {
        status: 'OUTSTANDING',
        newPrice: { amountMicros: 9_900_000_000n, currencyCode: 'KRW' },
        needsConsent: true,
        consentBy: new Date(bought.paidUntil),
      },
    })
    await google.advanceToEnd(bought)
    expect(await google.read(bought)).toMatchObject({ state: 'EXPIRED', cancelReason: 'PRICE_NOT_AGREED' })
  })

  test('installments are charged to their end after the cancellation', async ({ google }) => {
    const bought = await google.subscribe({ planType: 'COMMITMENT', commitmentPayments: 3, regionCode: 'FR' })
    await google.act(bought, 'cancel')
    expect(await google.read(bought)).toMatchObject({
      state: 'ACTIVE',
      willRenew: false,
      renewsAt: new Date(bought.paidUntil),
      commitment: { paid: 1, total: 3 },
    })
  })

  test('a pending purchase gives no access, and has no period when it is given up', async ({ google }) => {
    const bought = await google.buy({ outcome: 'PENDING' })
    const unpaid = { accessUntil: null, periods: [], lines: [{ givesAccess: false, accessUntil: null }] }
    expect(await google.read(bought)).toMatchObject({ ...unpaid, state: 'PENDING' })
    await google.act(bought, 'give-up')
    expect(await google.read(bought)).toMatchObject({ ...unpaid, state: 'EXPIRED' })
  })
})

describe('acts', () => {
  test('a cancellation is done once and for all', async ({ google }) => {
    const bought = await google.subscribe()
    const cancellation = { ...google.targetOf(bought), byDeveloper: false }
    expect(await google.calls.cancelSubscription?.(cancellation)).toEqual(done)
    expect(await google.calls.cancelSubscription?.(cancellation)).toEqual(done)
    expect(await google.read(bought)).toMatchObject({ willRenew: false, cancelReason: 'USER' })
    const other = await google.subscribe()
    await google.calls.cancelSubscription?.({ ...google.targetOf(other), byDeveloper: true })
    expect(await google.read(other)).toMatchObject({ willRenew: false, cancelReason: 'DEVELOPER' })
  })

  test('a deferral whose answer was lost is not repeated', async ({ google, emulator }) => {
    const bought = await google.subscribe()
    const accessUntil = new Date(bought.accessUntil)
    const extension = { ...google.targetOf(bought), byMs: 3 * dayMs, accessUntil, requestId: 'one' }
    const fault = {
      store,
      endpoint: 'purchases.subscriptionsv2.defer',
      times: 1,
      phase: 'AFTER',
      status: 500,
    } as const
    await injectFault(emulator, fault)
    const extend = () => google.calls.extendSubscription?.(extension)
    await extend()?.catch(() => null)
    expect(await extend()).toEqual(done)
    const moved = new Date(bought.accessUntil + 3 * dayMs)
    expect(await google.read(bought)).toMatchObject({
      accessUntil: moved,
      periods: [{ endsAt: accessUntil }],
    })
    const stale = { ...extension, byMs: 2 * dayMs }
    expect(await google.calls.extendSubscription?.(stale)).toMatchObject(rejected)
    expect(await google.calls.extendSubscription?.({ ...extension, byMs: 1_000 })).toMatchObject(rejected)
  })

  test.for(['FULL', 'PRORATED'] as const)(
    'a revocation with a %s refund ends the access once',
    async (refund, { google }) => {
      const bought = await google.subscribe()
      await google.advanceTo(bought.paidUntil - 15 * dayMs)
      const revocation = { ...google.targetOf(bought), refund, itemProductId: null }
      expect(await google.calls.revokeSubscription?.(revocation)).toEqual(done)
      expect(await google.calls.revokeSubscription?.(revocation)).toEqual(done)
      const { state, cancelReason, willRenew, periods } = await google.read(bought)
      expect({ state, cancelReason, willRenew }).toEqual({
        state: 'REVOKED',
        cancelReason: 'STORE',
        willRenew: false,
      })
      expect(periods).toMatchObject([{ refund: { full: refund === 'FULL' } }])
    },
  )

  test('Google neither revokes without a refund nor refunds the rest of one item', async ({ google }) => {
    const target = { ...google.targetOf(await google.subscribe()), itemProductId: null }
    expect(await google.calls.revokeSubscription?.({ ...target, refund: 'NONE' })).toMatchObject(rejected)
    const ofItem = { ...target, refund: 'PRORATED', itemProductId: passProductId } as const
    expect(await google.calls.revokeSubscription?.(ofItem)).toMatchObject(rejected)
  })

  test('the refund of an older period is found by the list of refunds, and leaves the access', async ({
    google,
    emulator,
  }) => {
    const bought = await google.subscribe()
    await google.advanceToEnd(bought)
    const { periods } = await google.inspect(bought)
    const orderId = periods[0]?.id ?? ''
    await google.act(bought, 'refund', { periodId: orderId, revoke: true })
    const { details } = toSubscriptionReference(bought.token, orderId)
    const outcome = await google.calls.readSubscription(details)
    expect(outcome).toMatchObject({
      snapshot: {
        state: 'ACTIVE',
        reference: { key: bought.token },
        periods: [{ periodId: orderId, refund: { full: true } }, { refund: null }],
      },
    })
    const window = { from: new Date(emulator.now() - dayMs), to: new Date(emulator.now()) }
    const { entries = [] } = (await google.adapter.history.listSubscriptionRefunds?.(window, null)) ?? {}
    expect(entries).toMatchObject([{ key: bought.token, details, storeTransactionId: orderId }])
    expect(await google.adapter.history.listRefunds?.(window, null)).toMatchObject({ entries: [] })
  })
})

describe('receipts', () => {
  test('a receipt of a subscription names it, with or without the signed data', async ({ google }) => {
    const { token, receipt } = await google.buy({ environment: 'SANDBOX' })
    const { productId, purchaseToken } = receipt.googlePlay
    const named = {
      kind: 'subscription',
      reference: { key: token },
      environment: 'SANDBOX',
      storeProductId: passProductId,
      proves: 'POSSESSION',
      snapshot: null,
    }
    expect(await google.adapter.verifyReceipt(receipt.googlePlay)).toMatchObject(named)
    expect(await google.adapter.verifyReceipt({ productId, purchaseToken })).toMatchObject(named)
    const other = { productId: gold.productId, purchaseToken }
    expect(await google.adapter.verifyReceipt(other)).toMatchObject({ code: 'RECEIPT_ITEM_MISMATCH' })
  })
})
