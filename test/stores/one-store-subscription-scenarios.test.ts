import { control } from '../support/emulator-control.ts'
import { dayMs } from '../support/time.ts'
import { act, advanceTo, getEmulatedSubscription, readSnapshot, renew } from './emulated-subscription.ts'
import { describe, detailsOf, expect, subscribeForLong, test } from './one-store-subscription.ts'

describe('a scenario of a subscription of ONE store', () => {
  test('1: a trial is a period without a price, which the first payment follows', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator, { offers: [{ kind: 'TRIAL', period: 'P1W' }] })
    const trial = await readSnapshot(adapter, detailsOf(bought))
    expect(trial).toMatchObject({
      state: 'ACTIVE',
      phase: 'TRIAL',
      periods: [{ price: { amountMicros: 0n } }],
    })
    await renew(emulator, bought)
    const paid = await readSnapshot(adapter, detailsOf(bought), [String(trial.periods[0]?.periodId)])
    expect(paid).toMatchObject({
      phase: 'NORMAL',
      periods: [{ phase: 'NORMAL', price: { amountMicros: 9_900_000_000n, currencyCode: 'KRW' } }],
    })
    expect(paid.periods[0]?.periodId).not.toBe(trial.periods[0]?.periodId)
  })

  test('2: after three renewals a reading has the last period, and the end that ONE store states', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator)
    for (let count = 0; count < 3; count += 1) await renew(emulator, bought)
    const { periods, paidUntil } = await getEmulatedSubscription(emulator, bought)
    const snapshot = await readSnapshot(adapter, detailsOf(bought), [String(periods[0]?.id)])
    expect(snapshot.accessUntil).toEqual(new Date(paidUntil))
    expect(snapshot.periods).toMatchObject([{ periodId: periods[3]?.id, kind: 'UNKNOWN' }])
  })

  test('4: a grace period looks like an active subscription with a later end, and access is never lost', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'decline-payments')
    await renew(emulator, bought)
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      accessUntil: new Date(bought.paidUntil + 7 * dayMs),
      lines: [{ givesAccess: true }],
    })
    await advanceTo(emulator, bought.paidUntil + 5 * dayMs)
    await act(emulator, bought, 'accept-payments')
    const { paidUntil } = await getEmulatedSubscription(emulator, bought)
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      accessUntil: new Date(paidUntil),
    })
  })

  test('5: a hold gives no access and is the same subscription when it is paid', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'decline-payments')
    await advanceTo(emulator, bought.paidUntil + 20 * dayMs)
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'ON_HOLD',
      willRenew: true,
      assumption: null,
      lines: [{ givesAccess: false }],
    })
    await act(emulator, bought, 'accept-payments')
    const recovered = await readSnapshot(adapter, detailsOf(bought))
    expect(recovered).toMatchObject({ state: 'ACTIVE', replaces: [] })
    expect(recovered.periods[0]?.periodId).not.toBe(bought.periods[0]?.id)
  })

  test('a hold without the state of its payment is an assumption', async ({ emulator, adapter }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'decline-payments')
    await advanceTo(emulator, bought.paidUntil + 20 * dayMs)
    const path = `/control/subscriptions/${bought.id}/situation`
    await control(emulator, 'PUT', path, { missingFields: ['paymentState'] })
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'ON_HOLD',
      assumption: 'HOLD_OR_PAUSE',
    })
  })

  test('8: a cancellation and its reversal change the renewal alone', async ({ emulator, adapter }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'cancel')
    const canceled = await readSnapshot(adapter, detailsOf(bought))
    expect(canceled).toMatchObject({ state: 'ACTIVE', willRenew: false, cancelReason: 'USER' })
    expect(canceled.canceledAt).not.toBeNull()
    await act(emulator, bought, 'restart')
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      willRenew: true,
      cancelReason: null,
      periods: [{ periodId: bought.periods[0]?.id }],
    })
  })

  test('9: a subscription that is bought again after its end is another one, and the old one has expired', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'cancel')
    await renew(emulator, bought)
    const again = await act(emulator, bought, 'resubscribe')
    expect(again.token).not.toBe(bought.token)
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({ state: 'EXPIRED' })
    expect(await readSnapshot(adapter, detailsOf(again))).toMatchObject({
      state: 'ACTIVE',
      acknowledgement: { acknowledged: false },
    })
  })

  test('11: another plan is a subscription of its own, which names the one that it replaced', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribeForLong(emulator)
    const gold = { productId: 'com.example.arcade.gold', amount: '19900' }
    const changed = await act(emulator, bought, 'change-plan', gold)
    expect(await readSnapshot(adapter, detailsOf(changed, { productId: gold.productId }))).toMatchObject({
      state: 'ACTIVE',
      replaces: [`MKT_ONE:${bought.token}`],
      lines: [{ storeProductId: gold.productId }],
    })
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'EXPIRED',
      isReplaced: true,
      cancelReason: 'REPLACED',
    })
  })

  test('15: a pause gives no access until it ends', async ({ emulator, adapter }) => {
    const bought = await subscribeForLong(emulator)
    await act(emulator, bought, 'pause', { months: 2 })
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({ state: 'ACTIVE' })
    await renew(emulator, bought)
    const paused = await readSnapshot(adapter, detailsOf(bought))
    expect(paused).toMatchObject({ state: 'PAUSED', lines: [{ givesAccess: false }], assumption: null })
    await advanceTo(emulator, paused.resumesAt?.getTime() ?? 0)
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({ state: 'ACTIVE', resumesAt: null })
  })
})
