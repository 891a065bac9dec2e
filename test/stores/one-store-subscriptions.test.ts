import type { Emulator } from '@coinslot/store-emulator'
import { randomUUID } from 'node:crypto'
import type { StoreNotification } from '../../src/stores/contract/notification.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { oneStoreDefaults, type OneStoreSubscriptionConfig } from '../../src/stores/one-store/config.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { control, injectFault } from '../support/emulator-control.ts'
import { dayMs } from '../support/time.ts'
import { readSnapshot, subscriptionsOf } from './emulated-subscription.ts'
import { describe, detailsOf, expect, productId, subscribe, target, test } from './one-store-subscription.ts'

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

function connectWith(emulator: Emulator, subscriptions: OneStoreSubscriptionConfig): StoreAdapter {
  const definition = createOneStoreDefinition({ production: false, subscriptions })
  const parsed = definition.parseConnection(emulatorConnectionInputs(emulator).oneStore)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

describe('a notification about a subscription', () => {
  test('a signed notification names the subscription, at the same URL as those about payments, and an unsigned one where that is configured', async ({
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
    const other = oneStore.connect({ clientId: '0000000043' })
    expect(await oneStore.read(body, other)).toMatchObject({ kind: 'wrong_recipient' })
    const forged = body.replace(/"signature":"[^"]*"/, '"signature":"AAAA"')
    const unsigned = body.replace(/,"signature":"[^"]*"/, '')
    for (const rejected of [forged, unsigned]) {
      expect(await oneStore.read(rejected)).toMatchObject({ kind: 'invalid_signature' })
    }
    const { subscriptions } = oneStoreDefaults
    const lenient = connectWith(emulator, { ...subscriptions, requiresNotificationSignature: false })
    expect(await oneStore.read(forged, lenient)).toMatchObject({ kind: 'invalid_signature' })
    const unknownType = unsigned.replace(/"notificationType":\d+/, '"notificationType":77')
    const { notification } = Object(await oneStore.read(unknownType, lenient)) as {
      notification: StoreNotification
    }
    expect(notification).toMatchObject({
      type: 'SUBSCRIPTION_77',
      subscriptions: [{ key: `MKT_ONE:${bought.token}` }],
    })
    const malformed = unsigned.replace('purchaseToken', 'otherToken')
    expect(await oneStore.read(malformed, lenient)).toMatchObject({ kind: 'malformed' })
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
    expect(subscriptionsOf(connectWith(emulator, withoutActs))).toMatchObject({
      cancelSubscription: null,
      extendSubscription: null,
      revokeSubscription: null,
    })
  })
})
