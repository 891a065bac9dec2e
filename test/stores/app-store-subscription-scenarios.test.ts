import { randomUUID } from 'node:crypto'
import { control } from '../support/emulator-control.ts'
import { dayMs } from '../support/time.ts'
import { describe, expect, test } from './app-store-fixture.ts'
import { detailsOf, product, subscribe } from './app-store-subscription.ts'
import { act, advanceTo, readSnapshot, renew, type EmulatedSubscription } from './emulated-subscription.ts'

const gold = { productId: 'com.example.arcade.gold', amount: '19.99' }

describe('a scenario of a subscription of the App Store', () => {
  test('18: a declined renewal with a grace period keeps its access, and its dates after the payment', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator, {
      graceDays: 16,
      offers: [{ kind: 'TRIAL', period: 'P1W' }],
    })
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      phase: 'TRIAL',
      periods: [{ phase: 'TRIAL', price: { amountMicros: 0n }, offer: { kind: 'INTRODUCTORY' } }],
    })
    await act(emulator, bought, 'decline-payments')
    const { paidUntil } = await renew(emulator, bought)
    const grace = await readSnapshot(appStore.adapter, detailsOf(bought))
    const graceEnd = new Date(bought.paidUntil + 16 * dayMs)
    expect(grace).toMatchObject({
      state: 'IN_GRACE_PERIOD',
      accessUntil: graceEnd,
      gracePeriodEndsAt: graceEnd,
      willRenew: true,
      lines: [{ givesAccess: true }],
    })
    await advanceTo(emulator, paidUntil + 10 * dayMs)
    await act(emulator, bought, 'accept-payments')
    const paid = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(paid).toMatchObject({ state: 'ACTIVE', gracePeriodEndsAt: null, willRenew: true })
    expect(paid.periods).toHaveLength(2)
    expect(paid.periods[1]?.startsAt).toEqual(paid.periods[0]?.endsAt)
  })

  test('19: without a grace period the time of the billing retry is neither served nor sold', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    await act(emulator, bought, 'decline-payments')
    await renew(emulator, bought)
    await advanceTo(emulator, bought.paidUntil + 20 * dayMs)
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ON_HOLD',
      accessUntil: new Date(bought.paidUntil),
      willRenew: true,
      lines: [{ givesAccess: false }],
    })
    await act(emulator, bought, 'accept-payments')
    const paid = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(paid.state).toBe('ACTIVE')
    expect(paid.periods).toHaveLength(2)
    expect(paid.periods[1]?.startsAt.getTime()).toBeGreaterThanOrEqual(bought.paidUntil + 20 * dayMs)
    expect(paid.accessUntil).toEqual(paid.periods[1]?.endsAt)
  })

  test('20: an upgrade in the middle of a period replaces it, with a refund in part that is no loss', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    await advanceTo(emulator, emulator.now() + 10 * dayMs)
    await act(emulator, bought, 'change-in-group', { ...gold, change: 'UPGRADE' })
    const snapshot = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(snapshot).toMatchObject({
      state: 'ACTIVE',
      isReplaced: false,
      lines: [{ storeProductId: gold.productId, givesAccess: true }],
      pendingChange: null,
    })
    const [old, current] = snapshot.periods
    expect(old).toMatchObject({ storeProductId: product, isReplaced: true, refund: { full: false } })
    expect(current).toMatchObject({ kind: 'CHANGE', replaces: old?.periodId, refund: null })
    expect(current?.price?.amountMicros).toBe(19_990_000n)
  })

  test('a downgrade is pending until the renewal, and can be taken back', async ({ emulator, appStore }) => {
    const basic = { productId: 'com.example.arcade.basic', amount: '4.99' }
    const bought = await subscribe(emulator)
    await act(emulator, bought, 'change-in-group', { ...basic, change: 'DOWNGRADE' })
    const pendingChange = { storeProductId: basic.productId, at: new Date(bought.paidUntil) }
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      pendingChange,
      lines: [{ storeProductId: product }],
    })
    await act(emulator, bought, 'undo-change')
    expect((await readSnapshot(appStore.adapter, detailsOf(bought))).pendingChange).toBeNull()
    await act(emulator, bought, 'change-in-group', { ...basic, change: 'DOWNGRADE' })
    await renew(emulator, bought)
    const renewed = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(renewed).toMatchObject({ pendingChange: null, lines: [{ storeProductId: basic.productId }] })
    expect(renewed.periods).toMatchObject([
      { storeProductId: product, isReplaced: false, refund: null },
      { storeProductId: basic.productId, price: { amountMicros: 4_990_000n } },
    ])
  })

  test('21: a refund of the last period but one and its reversal leave the subscription active', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const { periods } = await renew(emulator, bought)
    await act(emulator, bought, 'refund', { periodId: periods[0]?.id })
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      periods: [{ refund: { full: true }, isReplaced: false }, { refund: null }],
    })
    await act(emulator, bought, 'reverse-refund', { periodId: periods[0]?.id })
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      periods: [{ refund: null }, { refund: null }],
    })
  })

  test('a refund of the current period revokes the subscription, and its reversal restores it', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    await act(emulator, bought, 'refund')
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'REVOKED',
      cancelReason: 'STORE',
      willRenew: false,
      lines: [{ givesAccess: false }],
      periods: [{ refund: { full: true } }],
    })
    await act(emulator, bought, 'reverse-refund')
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      canceledAt: null,
      periods: [{ refund: null }],
    })
  })

  test('22: the end of Family Sharing revokes the subscription of the member alone', async ({
    emulator,
    appStore,
  }) => {
    const owner = await subscribe(emulator, { accountToken: randomUUID() })
    const path = `/control/subscriptions/${owner.id}/share`
    const member = (await control(emulator, 'POST', path, { customer: 'child' })) as EmulatedSubscription
    expect(await readSnapshot(appStore.adapter, detailsOf(member))).toMatchObject({
      state: 'ACTIVE',
      ownership: 'SHARED',
      accountToken: null,
      periods: [{ price: { amountMicros: 0n } }],
    })
    await act(emulator, member, 'revoke')
    expect(await readSnapshot(appStore.adapter, detailsOf(member))).toMatchObject({
      state: 'REVOKED',
      periods: [{ price: { amountMicros: 0n }, refund: { reason: 'FAMILY_REVOKE' } }],
    })
    expect(await readSnapshot(appStore.adapter, detailsOf(owner))).toMatchObject({
      state: 'ACTIVE',
      ownership: 'BOUGHT',
    })
  })

  test('23: a commitment goes on after its cancellation, has no grace period, and ends after its last month', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator, { planType: 'COMMITMENT', graceDays: 16 })
    await renew(emulator, bought)
    await renew(emulator, bought)
    await act(emulator, bought, 'cancel')
    const canceled = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(canceled).toMatchObject({
      state: 'ACTIVE',
      willRenew: false,
      cancelReason: 'USER',
      commitment: { paid: 3, total: 12 },
    })
    expect(canceled.renewsAt).toEqual(canceled.accessUntil)
    for (let month = 3; month < 6; month += 1) await renew(emulator, bought)
    await act(emulator, bought, 'decline-payments')
    const { paidUntil } = await renew(emulator, bought)
    await advanceTo(emulator, paidUntil + 40 * dayMs)
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ON_HOLD',
      gracePeriodEndsAt: null,
      willRenew: false,
      commitment: { paid: 6 },
    })
    await act(emulator, bought, 'accept-payments')
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      commitment: { paid: 7 },
    })
    await advanceTo(emulator, emulator.now() + 400 * dayMs)
    const ended = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(ended).toMatchObject({ state: 'EXPIRED', cancelReason: 'USER', commitment: { paid: 12 } })
    expect(ended.periods).toHaveLength(12)
  })

  test('a renewal that is turned off and on again is a change of the renewal alone', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    await act(emulator, bought, 'cancel')
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'ACTIVE',
      willRenew: false,
      renewsAt: null,
      cancelReason: 'USER',
    })
    await act(emulator, bought, 'restart')
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      willRenew: true,
      renewsAt: new Date(bought.paidUntil),
      cancelReason: null,
    })
    await act(emulator, bought, 'cancel')
    await renew(emulator, bought)
    expect(await readSnapshot(appStore.adapter, detailsOf(bought))).toMatchObject({
      state: 'EXPIRED',
      cancelReason: 'USER',
    })
  })

  test('a price increase waits for consent, and ends a subscription whose customer does not agree', async ({
    emulator,
    appStore,
  }) => {
    const [agreed, ignored] = [await subscribe(emulator), await subscribe(emulator)]
    for (const each of [agreed, ignored])
      await act(emulator, each, 'change-price', { amount: '14.99', mode: 'OPT_IN' })
    expect(await readSnapshot(appStore.adapter, detailsOf(agreed))).toMatchObject({
      priceChange: { status: 'OUTSTANDING', needsConsent: true, consentBy: new Date(agreed.paidUntil) },
    })
    await act(emulator, agreed, 'accept-price')
    expect(await readSnapshot(appStore.adapter, detailsOf(agreed))).toMatchObject({
      priceChange: { status: 'CONFIRMED', newPrice: { amountMicros: 14_990_000n } },
    })
    await renew(emulator, agreed)
    await renew(emulator, ignored)
    const renewed = await readSnapshot(appStore.adapter, detailsOf(agreed))
    expect(renewed.periods[1]?.price?.amountMicros).toBe(14_990_000n)
    expect(await readSnapshot(appStore.adapter, detailsOf(ignored))).toMatchObject({
      state: 'EXPIRED',
      cancelReason: 'PRICE_NOT_AGREED',
      priceChange: { status: 'CANCELED' },
    })
  })
})
