import { randomUUID } from 'node:crypto'
import { clearFaults, control, countStoreCalls, injectFault } from '../support/emulator-control.ts'
import { dayMs } from '../support/time.ts'
import { describe, expect, test } from './app-store-fixture.ts'
import { detailsOf, product, subscribe } from './app-store-subscription.ts'
import {
  act,
  getEmulatedSubscription,
  readSnapshot,
  renew,
  subscriptionsOf,
  type EmulatedSubscription,
} from './emulated-subscription.ts'

describe('a receipt of a subscription', () => {
  test('a signed transaction of a subscription names its original transaction and proves possession', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const { receipt } = await renew(emulator, bought)
    const signedTransaction = receipt.appStore?.signedTransaction
    expect(await appStore.adapter.verifyReceipt({ signedTransaction })).toEqual({
      kind: 'subscription',
      reference: { key: bought.token, details: detailsOf(bought) },
      environment: 'PRODUCTION',
      storeProductId: product,
      proves: 'POSSESSION',
      snapshot: null,
    })
  })

  test('the id of any transaction of a subscription names its original transaction and proves nothing', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator, { environment: 'SANDBOX', testClock: 'REAL' })
    const { periods } = await renew(emulator, bought)
    expect(await appStore.adapter.verifyReceipt({ transactionId: periods[1]?.id })).toMatchObject({
      kind: 'subscription',
      reference: { key: bought.token, details: detailsOf(bought, 'SANDBOX') },
      environment: 'SANDBOX',
      proves: 'NOTHING',
    })
  })

  test('a signed transaction of another environment than the connected one is refused', async ({
    emulator,
    appStore,
  }) => {
    const { receipt } = await subscribe(emulator, { environment: 'SANDBOX' })
    const production = appStore.connect({ environments: ['PRODUCTION'] })
    const signedTransaction = receipt.appStore?.signedTransaction
    expect(await production.verifyReceipt({ signedTransaction })).toMatchObject({
      kind: 'rejected',
      code: 'RECEIPT_ENVIRONMENT_REFUSED',
    })
  })

  test('a connection without an API key has no calls about subscriptions', ({ appStore }) => {
    const unset = { issuerId: null, keyId: null, privateKey: null }
    expect(appStore.connect(unset).subscriptions).toBeNull()
  })
})

describe('a reading of a subscription', () => {
  test('every renewal is a period of the same subscription, and a reading by any of its ids is the same', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator, { accountToken: randomUUID() })
    for (let count = 0; count < 30; count += 1) await renew(emulator, bought)
    const snapshot = await readSnapshot(appStore.adapter, detailsOf(bought))
    const { periods, paidUntil, accountToken } = await getEmulatedSubscription(emulator, bought)
    expect(snapshot.periods.map(({ periodId }) => periodId)).toEqual(periods.map(({ id }) => id))
    expect(snapshot.periods.map(({ kind }) => kind)).toEqual([
      'INITIAL',
      ...Array.from({ length: 30 }, () => 'RENEWAL'),
    ])
    expect(snapshot).toMatchObject({
      state: 'ACTIVE',
      environment: 'PRODUCTION',
      accessUntil: new Date(paidUntil),
      accountToken,
      countryCode: 'US',
    })
    expect(snapshot.periods[30]?.price).toEqual({ amountMicros: 9_990_000n, currencyCode: 'USD' })
    expect(snapshot.raw.length).toBeLessThanOrEqual(256 * 1024)
  })

  test('a reading asks for no page behind the periods that are known', async ({ emulator, appStore }) => {
    const bought = await subscribe(emulator)
    for (let count = 0; count < 45; count += 1) await renew(emulator, bought)
    const { periods } = await getEmulatedSubscription(emulator, bought)
    const known = periods.slice(0, -1).map(({ id }) => id)
    const calls = await countStoreCalls(emulator, { store: 'APP_STORE', endpoint: 'getTransactionHistory' })
    await readSnapshot(appStore.adapter, detailsOf(bought), [])
    expect(await calls.count()).toBe(3)
    const snapshot = await readSnapshot(appStore.adapter, detailsOf(bought), known)
    expect(await calls.count()).toBe(3 + 2)
    expect(snapshot.periods.at(-1)?.periodId).toBe(periods.at(-1)?.id)
    await readSnapshot(appStore.adapter, detailsOf(bought), [...known, String(periods.at(-1)?.id)])
    expect(await calls.count()).toBe(3 + 2 + 1)
    await clearFaults(emulator)
  })

  test('a refund of an old period is found although all periods are known', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    for (let count = 0; count < 30; count += 1) await renew(emulator, bought)
    const { periods } = await getEmulatedSubscription(emulator, bought)
    const [first] = periods
    await act(emulator, bought, 'refund', { periodId: first?.id })
    const known = periods.map(({ id }) => id)
    const snapshot = await readSnapshot(appStore.adapter, detailsOf(bought), known)
    expect(snapshot.state).toBe('ACTIVE')
    expect(snapshot.periods.find(({ periodId }) => periodId === first?.id)?.refund).toMatchObject({
      full: true,
      amountMicros: 9_990_000n,
    })
  })

  test('a subscription that the App Store does not know is unknown, and one of an outage is unavailable', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const { readSubscription } = subscriptionsOf(appStore.adapter)
    expect(await readSubscription(detailsOf(bought, 'SANDBOX'))).toMatchObject({ kind: 'unknown' })
    await injectFault(emulator, {
      store: 'APP_STORE',
      endpoint: 'getAllSubscriptionStatuses',
      times: 10,
      status: 500,
    })
    await expect(readSubscription(detailsOf(bought))).rejects.toThrow('HTTP 500')
    await clearFaults(emulator)
  })

  test('a notification of a subscription names what a reading needs', async ({ emulator, appStore }) => {
    const bought = await subscribe(emulator)
    const outcome = await appStore.readLastNotification()
    expect(outcome).toMatchObject({
      kind: 'valid',
      notification: {
        type: 'SUBSCRIBED.INITIAL_BUY',
        sales: [],
        subscriptions: [{ key: bought.token, details: detailsOf(bought) }],
      },
    })
  })
})

describe('an act on a subscription of the App Store', () => {
  const target = (bought: EmulatedSubscription) =>
    ({ details: detailsOf(bought), environment: 'PRODUCTION', storeProductId: product }) as const

  test('an extension moves the end by whole days, without another period', async ({ emulator, appStore }) => {
    const bought = await subscribe(emulator)
    const { extendSubscription } = subscriptionsOf(appStore.adapter)
    const accessUntil = new Date(bought.paidUntil)
    const extend = (byMs: number) =>
      extendSubscription?.({ ...target(bought), byMs, accessUntil, requestId: randomUUID() })
    for (const byMs of [0, dayMs / 2, 91 * dayMs]) {
      expect(await extend(byMs)).toMatchObject({ kind: 'rejected' })
    }
    expect(await extend(10 * dayMs)).toEqual({ kind: 'done' })
    const extended = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(extended.accessUntil).toEqual(new Date(bought.paidUntil + 10 * dayMs))
    expect(extended.periods).toHaveLength(1)
  })

  test('an extension whose response is lost is made once', async ({ emulator, appStore }) => {
    const bought = await subscribe(emulator)
    const { extendSubscription } = subscriptionsOf(appStore.adapter)
    const lost = { endpoint: 'extendSubscriptionRenewalDate', status: 500, phase: 'AFTER' } as const
    await injectFault(emulator, { store: 'APP_STORE', times: 1, ...lost })
    const request = { byMs: dayMs, accessUntil: new Date(bought.paidUntil), requestId: randomUUID() }
    await expect(extendSubscription?.({ ...target(bought), ...request })).rejects.toThrow('HTTP 500')
    const { accessUntil } = await readSnapshot(appStore.adapter, detailsOf(bought))
    expect(accessUntil).toEqual(new Date(bought.paidUntil + dayMs))
  })

  test('an ended subscription and that of a family member cannot be extended', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const path = `/control/subscriptions/${bought.id}/share`
    const member = (await control(emulator, 'POST', path, { customer: 'child' })) as EmulatedSubscription
    await act(emulator, bought, 'revoke')
    const { extendSubscription } = subscriptionsOf(appStore.adapter)
    const request = { byMs: dayMs, accessUntil: new Date(bought.paidUntil), requestId: randomUUID() }
    expect(await extendSubscription?.({ ...target(bought), ...request })).toEqual({
      kind: 'rejected',
      reason: 'The App Store extends only an active subscription.',
    })
    expect(await extendSubscription?.({ ...target(member), ...request })).toMatchObject({
      kind: 'rejected',
      reason: expect.stringContaining('family member') as string,
    })
  })

  test('an account token that is set at the App Store is part of the next reading', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const accountToken = randomUUID()
    const { setAccountToken } = subscriptionsOf(appStore.adapter)
    expect((await readSnapshot(appStore.adapter, detailsOf(bought))).accountToken).toBeNull()
    expect(await setAccountToken?.({ ...target(bought), accountToken })).toEqual({ kind: 'done' })
    expect((await readSnapshot(appStore.adapter, detailsOf(bought))).accountToken).toBe(accountToken)
    expect(await setAccountToken?.({ ...target(bought), accountToken: 'no-uuid' })).toMatchObject({
      kind: 'rejected',
    })
  })

  test('the acknowledgement finishes the first transaction, and nothing else where the app finishes its own', async ({
    emulator,
    appStore,
  }) => {
    const bought = await subscribe(emulator)
    const acknowledgement = { ...target(bought), accountToken: null }
    const byApp = subscriptionsOf(appStore.connect({ finishTransactions: false }))
    expect(await byApp.acknowledgeSubscription(acknowledgement)).toEqual({ kind: 'done' })
    expect((await getEmulatedSubscription(emulator, bought)).periods[0]?.finishedAt).toBeNull()
    const { acknowledgeSubscription } = subscriptionsOf(appStore.adapter)
    expect(await acknowledgeSubscription(acknowledgement)).toEqual({ kind: 'done' })
    expect((await getEmulatedSubscription(emulator, bought)).periods[0]?.finishedAt).not.toBeNull()
  })

  test('the App Store lets neither cancel nor revoke, and has a page for the customer', ({ appStore }) => {
    expect(subscriptionsOf(appStore.adapter)).toMatchObject({
      cancelSubscription: null,
      revokeSubscription: null,
      answersAfterEndMs: 90 * dayMs,
    })
    expect(subscriptionsOf(appStore.adapter).managementUrl(product, '{}')).toBe(
      'https://apps.apple.com/account/subscriptions',
    )
  })
})
