import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import {
  passId,
  subscriptionBody,
  subscriptionItem,
  subscriptionOrderBody,
} from '../../../test/fixtures/google-play/google-play-subscription-samples.ts'
import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import { StoreUnavailableError, type StoreAdapter } from '../contract/store-adapter.ts'
import { createGooglePlayDefinition } from './definition.ts'
import { toSaleReference, toSubscriptionReference } from './sale-reference.ts'

const { orderId, purchaseToken, packageName } = google
const { details } = toSaleReference(purchaseToken)
const target = { details, environment: 'PRODUCTION', storeProductId: passId } as const
const missing: FakeResponse = { status: 400, body: google.errorBody(400, 'invalid') }
const ok = (body: Record<string, unknown>): FakeResponse => ({ status: 200, body })

let server: FakeStoreServer

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

type Responses = { purchase?: FakeResponse; subscription?: FakeResponse; act?: FakeResponse }

function connect(responses: Responses, orders: Readonly<Record<string, FakeResponse>> = {}): StoreAdapter {
  const { purchase = missing, subscription = missing, act = { status: 204 } } = responses
  server.handle(({ path, method }) => {
    if (google.isToken(path)) return { status: 200, body: google.grantBody }
    if (method === 'POST') return act
    if (google.isPurchase(path)) return purchase
    if (path.includes('/subscriptionsv2/')) return subscription
    return orders[decodeURIComponent(path.split('/').at(-1)?.split('?')[0] ?? '')] ?? missing
  })
  const definition = createGooglePlayDefinition({ production: false, timeoutMs: 1_500 })
  const { serviceAccountJson, licenseKey } = google
  const urls = { apiUrl: server.url, tokenUrl: `${server.url}/token` }
  const parsed = definition.parseConnection({ packageName, serviceAccountJson, licenseKey, ...urls })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

/** The last part of each path that was called, without the token grant. */
const calls = () =>
  server.requests
    .slice(1)
    .map(({ path }) => path.replace(/^.*\/applications\/[^/]+\//, '').split('/tokens/')[0])

const subscription = ok(subscriptionBody())
const forgotten = { status: 410, body: google.errorBody(410, 'subscriptionPurchaseNoLongerAvailable') }
const [oneTimeCall, subscriptionCall] = ['purchases/productsv2', 'purchases/subscriptionsv2']

describe('a receipt', () => {
  const receipt = { productId: passId, purchaseToken }

  test('a subscription is looked for only when there is no such one-time purchase', async () => {
    const adapter = connect({ subscription })
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      kind: 'subscription',
      reference: { key: purchaseToken },
      environment: 'PRODUCTION',
      snapshot: null,
    })
    expect(calls()).toEqual([oneTimeCall, subscriptionCall])
  })

  test('the signed data of a subscription saves the call about one-time purchases', async () => {
    const adapter = connect({ subscription })
    const signed = google.signedPurchase({ productId: passId, autoRenewing: false })
    expect(await adapter.verifyReceipt({ ...receipt, ...signed })).toMatchObject({ kind: 'subscription' })
    expect(calls()).toEqual([subscriptionCall])
  })

  test('a one-time purchase whose data claims to renew is verified as what it is', async () => {
    const adapter = connect({ purchase: ok(google.purchaseBody({ orderId: undefined })) })
    const signed = google.signedPurchase({ autoRenewing: false })
    const oneTime = { productId: google.productId, purchaseToken, ...signed }
    expect(await adapter.verifyReceipt(oneTime)).toMatchObject({ kind: 'verified' })
    expect(calls()).toEqual([subscriptionCall, oneTimeCall])
  })

  test('a token that is neither is unknown, and a subscription of another product does not match', async () => {
    expect(await connect({}).verifyReceipt(receipt)).toMatchObject({ kind: 'unknown', key: purchaseToken })
    const other = { ...receipt, productId: 'another' }
    expect(await connect({ subscription }).verifyReceipt(other)).toMatchObject({
      code: 'RECEIPT_ITEM_MISMATCH',
    })
    const invalid = { ...receipt, ...google.signedPurchase(), signature: 'AAAA' }
    expect(await connect({ subscription }).verifyReceipt(invalid)).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })
})

describe('a reading', () => {
  const renewal = (number: number) => `${orderId}..${String(number)}`
  const orderOf = (id: string) => ok(subscriptionOrderBody({ orderId: id }))
  const latest = (number: number) =>
    ok(subscriptionBody({ lineItems: [subscriptionItem({ latestSuccessfulOrderId: renewal(number) })] }))

  test('at most forty orders are looked for beside the latest, and unknown ones are skipped', async () => {
    const adapter = connect(
      { subscription: latest(60) },
      { [renewal(60)]: orderOf(renewal(60)), [renewal(5)]: orderOf(renewal(5)) },
    )
    const outcome = await adapter.subscriptions?.readSubscription(details, { knownPeriodIds: [] })
    if (outcome?.kind !== 'found') throw new Error('not found')
    expect(outcome.snapshot.periods.map(({ periodId }) => periodId)).toEqual([renewal(5), renewal(60)])
    expect(calls().filter((call) => call?.startsWith('orders/'))).toHaveLength(41)
  })

  test('the recorded orders are read again together with the latest one', async () => {
    const ids = [orderId, renewal(0), renewal(1)]
    const orders = ids.map((id) => subscriptionOrderBody({ orderId: id }))
    const refunded = { ...orders[0], state: 'REFUNDED' }
    const adapter = connect(
      { subscription: latest(1) },
      { 'orders:batchGet': ok({ orders: [refunded, ...orders.slice(1)] }) },
    )
    const knownPeriodIds = [renewal(0), orderId]
    const outcome = await adapter.subscriptions?.readSubscription(details, { knownPeriodIds })
    if (outcome?.kind !== 'found') throw new Error('not found')
    const refunds = outcome.snapshot.periods.map(({ periodId, refund }) => [periodId, refund?.full ?? false])
    expect(Object.fromEntries(refunds)).toEqual({ [orderId]: true, [renewal(0)]: false, [renewal(1)]: false })
    expect(calls()).toEqual([
      subscriptionCall,
      `orders:batchGet?${ids.map((id) => `orderIds=${id}`).join('&')}`,
    ])
  })

  test('if Google does not have one of the recorded orders any more, each of the others is read', async () => {
    const adapter = connect({ subscription: latest(0) }, { [renewal(0)]: orderOf(renewal(0)) })
    const outcome = await adapter.subscriptions?.readSubscription(details, { knownPeriodIds: [orderId] })
    expect(outcome).toMatchObject({ snapshot: { periods: [{ periodId: renewal(0) }] } })
    expect(calls().slice(1).toSorted()).toEqual(
      [
        `orders/${orderId}`,
        `orders/${renewal(0)}`,
        `orders:batchGet?orderIds=${orderId}&orderIds=${renewal(0)}`,
      ].toSorted(),
    )
  })

  test('a token that Google no longer has is unknown, and an outage says nothing', async () => {
    const gone = connect({ subscription: forgotten })
    expect(await gone.subscriptions?.readSubscription(details)).toEqual({
      kind: 'unknown',
      reason: 'Google Play has no such subscription for this app, or no longer.',
    })
    expect(calls()).toEqual([subscriptionCall])
    const down = connect({ subscription: { status: 503 } })
    await expect(down.subscriptions?.readSubscription(details)).rejects.toBeInstanceOf(StoreUnavailableError)
    const withoutOrder = connect({ subscription }, { [orderId]: { status: 503 } })
    await expect(withoutOrder.subscriptions?.readSubscription(details)).rejects.toBeInstanceOf(
      StoreUnavailableError,
    )
  })
})

describe('a subscription that Google has forgotten', () => {
  const refundedOrder = (changes: Record<string, unknown> = {}) =>
    ok(subscriptionOrderBody({ orderId, state: 'REFUNDED', ...changes }))
  const named = toSubscriptionReference(purchaseToken, orderId).details
  const read = async (adapter: StoreAdapter, knownPeriodIds: readonly string[]) => {
    const outcome = await adapter.subscriptions?.readSubscription(named, { knownPeriodIds })
    if (outcome?.kind !== 'unknown') throw new Error('it must be unknown')
    return outcome.remains?.periods.map(({ periodId, refund }) => [periodId, refund?.full ?? false])
  }

  test.each([
    ['absent', undefined],
    ['the same', purchaseToken],
  ])('the order that a list names is read: its purchase token is %s', async (_, token) => {
    const orders = { [orderId]: refundedOrder({ purchaseToken: token }) }
    expect(await read(connect({ subscription: forgotten }, orders), [])).toEqual([[orderId, true]])
    expect(calls()).toEqual([subscriptionCall, `orders/${orderId}`])
  })

  test('the order of another subscription says nothing about it, nor does one that Google does not have', async () => {
    const orders = { [orderId]: refundedOrder({ purchaseToken: 'another' }) }
    expect(await read(connect({ subscription: forgotten }, orders), [])).toBeUndefined()
    expect(await read(connect({ subscription: forgotten }), [])).toBeUndefined()
  })

  test('the recorded orders are read with it in one call', async () => {
    const renewal = `${orderId}..0`
    const orders = [
      subscriptionOrderBody({ orderId, state: 'REFUNDED' }),
      subscriptionOrderBody({ orderId: renewal }),
    ]
    const adapter = connect({ subscription: forgotten }, { 'orders:batchGet': ok({ orders }) })
    const periods = await read(adapter, [renewal, orderId])
    expect(Object.fromEntries(periods ?? [])).toEqual({ [orderId]: true, [renewal]: false })
    expect(calls()).toEqual([subscriptionCall, `orders:batchGet?orderIds=${orderId}&orderIds=${renewal}`])
  })

  test('an order that cannot be read is an outage', async () => {
    const adapter = connect({ subscription: forgotten }, { [orderId]: { status: 503 } })
    await expect(read(adapter, [])).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe('acts', () => {
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const outOfApp = { outOfAppPurchaseContext: { expiredPurchaseToken: 'the-expired' } }
  const { accountToken } = google

  test.each([
    [{}, { developerPayload: accountToken }],
    [outOfApp, { externalAccountIds: { obfuscatedAccountId: accountToken } }],
  ])('an acknowledgement of %j has the body %j', async (changes, body) => {
    const adapter = connect({ subscription: ok(subscriptionBody(changes)) })
    const acknowledgement = { ...target, accountToken }
    expect(await adapter.subscriptions?.acknowledgeSubscription(acknowledgement)).toEqual({ kind: 'done' })
    expect(JSON.parse(server.requests.at(-1)?.body ?? '')).toEqual(body)
    expect(calls()).toEqual([subscriptionCall, `purchases/subscriptions/${passId}`])
  })

  test('a subscription that is acknowledged is not acknowledged again', async () => {
    const adapter = connect({ subscription: ok(subscriptionBody(acknowledged)) })
    const acknowledgement = { ...target, accountToken: null }
    expect(await adapter.subscriptions?.acknowledgeSubscription(acknowledgement)).toEqual({ kind: 'done' })
    expect(calls()).toEqual([subscriptionCall])
  })

  test.each([
    ['rejected', { subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE' }],
    ['done', { subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' }],
  ])('a revocation that Google rejects is %s when the subscription is %j', async (kind, changes) => {
    const adapter = connect({ subscription: ok(subscriptionBody(changes)), act: missing })
    const revocation = { ...target, refund: 'FULL', itemProductId: null } as const
    expect(await adapter.subscriptions?.revokeSubscription?.(revocation)).toMatchObject({ kind })
  })

  test('the customer manages the subscription at Google, and no account is written later', () => {
    const { subscriptions } = connect({})
    expect(subscriptions?.setAccountToken).toBeNull()
    expect(subscriptions?.managementUrl(passId, details)).toBe(
      `https://play.google.com/store/account/subscriptions?sku=${passId}&package=${packageName}`,
    )
  })

  test('the list of refunded subscriptions asks for them too, and names the refunded orders', async () => {
    const voidedPurchases = [{ purchaseToken, orderId: `${orderId}..2` }, { purchaseToken }]
    const adapter = connect({})
    server.handle(({ path }) => (google.isToken(path) ? ok(google.grantBody) : ok({ voidedPurchases })))
    const window = { from: new Date(Date.now() - 60_000), to: new Date() }
    expect(await adapter.history.listSubscriptionRefunds?.(window, null)).toMatchObject({
      entries: [
        { key: purchaseToken, details: JSON.stringify({ purchaseToken, orderId: `${orderId}..2` }) },
        { key: purchaseToken, details, storeTransactionId: null },
      ],
    })
    expect(server.requests.at(-1)?.path).toContain('type=1')
  })
})
