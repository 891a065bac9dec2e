import { randomUUID } from 'node:crypto'
import type { Emulator } from '@coinslot/store-emulator'
import { oneStoreDefaults } from '../../src/stores/one-store/config.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { control, injectFault } from '../support/emulator-control.ts'
import { dayMs } from '../support/time.ts'
import { describe, expect, test as oneStoreTest } from './one-store-fixture.ts'
import {
  act,
  advanceTo,
  createEmulatedSubscription,
  getEmulatedSubscription,
  readSnapshot,
  renew,
  subscriptionsOf,
  type EmulatedSubscription,
} from './emulated-subscription.ts'

const productId = 'com.example.arcade.pass'

const subscribe = (emulator: Emulator, input: object = {}): Promise<EmulatedSubscription> =>
  createEmulatedSubscription(emulator, {
    ...{ store: 'ONE_STORE', productId, amount: '9900', currencyCode: 'KRW' },
    ...input,
  })

/** ONE store cancels a subscription whose first payment is not acknowledged within three days. */
async function subscribeForLong(emulator: Emulator, input: object = {}): Promise<EmulatedSubscription> {
  return act(emulator, await subscribe(emulator, input), 'acknowledge')
}

function detailsOf({ token: purchaseToken }: EmulatedSubscription, changes: object = {}): string {
  const named = { productId, purchaseToken, marketCode: 'MKT_ONE', environment: 'PRODUCTION' }
  return JSON.stringify({ ...named, accountToken: null, orderId: null, ...changes })
}

const target = (bought: EmulatedSubscription) =>
  ({ details: detailsOf(bought), environment: 'PRODUCTION', storeProductId: productId }) as const

/** The adapter has the clock of the emulator, because ONE store does not state whether a subscription has ended. */
const test = oneStoreTest.extend('adapter', ({ emulator }): StoreAdapter => {
  const now = () => new Date(emulator.now())
  const definition = createOneStoreDefinition({ production: false, now })
  const parsed = definition.parseConnection(emulatorConnectionInputs(emulator).oneStore)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
})

describe('a receipt of a subscription', () => {
  test('a signed receipt of a subscription names its token in its market, with the account token', async ({
    emulator,
    adapter,
  }) => {
    const accountToken = randomUUID()
    const bought = await subscribe(emulator, { accountToken })
    expect(await adapter.verifyReceipt(bought.receipt.oneStore)).toEqual({
      kind: 'subscription',
      reference: { key: `MKT_ONE:${bought.token}`, details: detailsOf(bought, { accountToken }) },
      environment: 'PRODUCTION',
      storeProductId: productId,
      proves: 'POSSESSION',
      snapshot: null,
    })
    const snapshot = await readSnapshot(adapter, detailsOf(bought, { accountToken }))
    expect(snapshot.accountToken).toBe(accountToken)
  })

  test('a receipt without a signature is found by its token, in its market only', async ({
    emulator,
    adapter,
  }) => {
    const { token: purchaseToken } = await subscribe(emulator, { marketCode: 'MKT_GLB' })
    expect(await adapter.verifyReceipt({ productId, purchaseToken })).toMatchObject({ kind: 'unknown' })
    expect(await adapter.verifyReceipt({ productId, purchaseToken, marketCode: 'MKT_GLB' })).toMatchObject({
      kind: 'subscription',
      reference: { key: `MKT_GLB:${purchaseToken}` },
    })
  })

  test('a subscription of the sandbox is one of the sandbox', async ({ emulator, adapter }) => {
    const bought = await subscribe(emulator, { environment: 'SANDBOX' })
    expect(await adapter.verifyReceipt(bought.receipt.oneStore)).toMatchObject({
      kind: 'subscription',
      environment: 'SANDBOX',
    })
  })

  test('a subscription in another market or environment is unknown, and an outage is not', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribe(emulator)
    const { readSubscription } = subscriptionsOf(adapter)
    for (const other of [{ marketCode: 'MKT_GLB' }, { environment: 'SANDBOX' }]) {
      expect(await readSubscription(detailsOf(bought, other))).toMatchObject({ kind: 'unknown' })
    }
    await injectFault(emulator, {
      ...{ store: 'ONE_STORE', endpoint: 'getSubscriptionDetail', times: 10, status: 500 },
    })
    await expect(readSubscription(detailsOf(bought))).rejects.toThrow('HTTP 500')
  })
})

describe('a notification about a subscription', () => {
  test('an unsigned notification names the subscription, at the same URL as those about payments', async ({
    emulator,
    receiver,
    oneStore,
  }) => {
    const urls = { url: `${receiver.url}/`, subscriptionUrl: `${receiver.url}/subscriptions` }
    await control(emulator, 'PUT', '/control/notifications', { store: 'ONE_STORE', ...urls })
    const bought = await subscribe(emulator)
    const body = await oneStore.waitForLastBody()
    expect(await oneStore.readAuthentic(body)).toMatchObject({
      type: 'SUBSCRIPTION_PURCHASED',
      environment: 'PRODUCTION',
      sentAt: expect.any(Date) as Date,
      sales: [],
      subscriptions: [{ key: `MKT_ONE:${bought.token}`, details: detailsOf(bought) }],
    })
    const forged = body.replace('{', '{"signature":"AAAA",')
    expect(await oneStore.read(forged)).toMatchObject({ kind: 'invalid_signature' })
    const other = oneStore.connect({ clientId: '0000000043' })
    expect(await oneStore.read(body, other)).toMatchObject({ kind: 'wrong_recipient' })
    const unknownType = body.replace(/"notificationType":\d+/, '"notificationType":77')
    expect(await oneStore.readAuthentic(unknownType)).toMatchObject({ type: 'SUBSCRIPTION_77' })
    const malformed = body.replace('purchaseToken', 'otherToken')
    expect(await oneStore.read(malformed)).toMatchObject({ kind: 'malformed' })
  })
})

describe('a story of a subscription of ONE store', () => {
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

describe('an act on a subscription of ONE store', () => {
  test('the first payment is acknowledged once, however often it is asked for', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribe(emulator)
    const { acknowledgeSubscription } = subscriptionsOf(adapter)
    expect((await readSnapshot(adapter, detailsOf(bought))).acknowledgement).toMatchObject({
      acknowledged: false,
      deadlineAt: expect.any(Date) as Date,
    })
    for (const accountToken of [null, null]) {
      expect(await acknowledgeSubscription({ ...target(bought), accountToken })).toEqual({ kind: 'done' })
    }
    expect((await readSnapshot(adapter, detailsOf(bought))).acknowledgement).toMatchObject({
      acknowledged: true,
      deadlineAt: null,
    })
  })

  test('a cancellation is idempotent, and a revocation ends the access', async ({ emulator, adapter }) => {
    const bought = await subscribe(emulator)
    const { cancelSubscription, revokeSubscription } = subscriptionsOf(adapter)
    const cancel = () => cancelSubscription?.({ ...target(bought), byDeveloper: true })
    expect([await cancel(), await cancel()]).toEqual([{ kind: 'done' }, { kind: 'done' }])
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      willRenew: false,
      cancelReason: 'DEVELOPER',
    })
    const revoke = (refund: 'FULL' | 'NONE', itemProductId: string | null = null) =>
      revokeSubscription?.({ ...target(bought), refund, itemProductId })
    expect(await revoke('NONE')).toMatchObject({ kind: 'rejected' })
    expect(await revoke('FULL', productId)).toMatchObject({ kind: 'rejected' })
    expect(await revoke('FULL')).toEqual({ kind: 'done' })
    expect(await readSnapshot(adapter, detailsOf(bought))).toMatchObject({
      state: 'EXPIRED',
      lines: [{ givesAccess: false }],
    })
  })

  test('an extension moves the end by whole days, once, also when its response is lost', async ({
    emulator,
    adapter,
  }) => {
    const bought = await subscribe(emulator)
    const { extendSubscription } = subscriptionsOf(adapter)
    const extend = (byMs: number) =>
      extendSubscription?.({
        ...target(bought),
        byMs,
        accessUntil: new Date(bought.paidUntil),
        requestId: randomUUID(),
      })
    expect(await extend(dayMs / 2)).toMatchObject({ kind: 'rejected' })
    expect(await extend(10 * dayMs)).toEqual({ kind: 'done' })
    const lost = { endpoint: 'deferSubscription', status: 500, phase: 'AFTER', times: 1 } as const
    await injectFault(emulator, { store: 'ONE_STORE', ...lost })
    await expect(extend(dayMs)).rejects.toThrow('HTTP 500')
    expect((await readSnapshot(adapter, detailsOf(bought))).accessUntil).toEqual(
      new Date(bought.paidUntil + 11 * dayMs),
    )
  })

  test('an act that the configuration leaves out does not exist', ({ emulator }) => {
    const { subscriptions } = oneStoreDefaults
    const withoutActs = { ...subscriptions, cancelPath: null, deferPath: null, revokePath: null }
    const definition = createOneStoreDefinition({ production: false, subscriptions: withoutActs })
    const parsed = definition.parseConnection(emulatorConnectionInputs(emulator).oneStore)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(subscriptionsOf(definition.createAdapter(parsed.connection))).toMatchObject({
      cancelSubscription: null,
      extendSubscription: null,
      revokeSubscription: null,
    })
  })
})
