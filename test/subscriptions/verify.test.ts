import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { control } from '../support/emulator-control.ts'
import { createBuyer, requestPurchase } from '../support/purchase-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { dayMs } from '../support/time.ts'
import {
  act,
  expect,
  getAtStore,
  readChains,
  readPeriods,
  subscribe,
  subscriptionTest as test,
  verify,
  type StoreSubscription,
  type SubscriptionStore,
} from './subscription-fixture.ts'

test('a subscription is shown with its lines, payments and events, to its user and to servers', async ({
  subscriber,
  admin,
  notifications,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  const { payment } = await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const fields = `id status willRenew accessUntil item { itemId } user { userId } isStale
    lines { storeProductId givesAccess } payments { nodes { status periodKind periodStartsAt periodEndsAt } }
    events { type reason } purchase { id payment { id } subscription { id } }`
  const own = await subscriber.client.query(
    `query ($id: ID!) { payment(id: $id) { user { subscriptions { ${fields} } } } }`,
    { id: payment?.id ?? '' },
  )
  const [shown] = own.payment?.user.subscriptions ?? []
  expect(shown).toMatchObject({
    status: 'ACTIVE',
    willRenew: true,
    item: { itemId: 'vip' },
    user: { userId: subscriber.userId },
    isStale: false,
    lines: [{ givesAccess: true }],
    payments: { nodes: [{ status: 'COMPLETED', periodKind: 'INITIAL' }] },
    purchase: { id: purchase.id, subscription: { id: shown?.id } },
  })
  expect(shown?.events).toContainEqual({ type: 'SUBSCRIPTION_STARTED', reason: 'NEW' })
  const { subscription } = await admin.query('query ($id: ID!) { subscription(id: $id) { id } }', {
    id: shown?.id,
  })
  expect(subscription).toEqual({ id: shown?.id })
  const tooMany = `{ user(userId: "${subscriber.userId}") { subscriptions(first: 101) { id } } }`
  expect(await admin.queryErrorCodes(tooMany)).toEqual(['BAD_USER_INPUT'])
  // The first reading finds that the purchase is acknowledged; the second finds nothing new.
  await admin.mutate('refreshSubscription', { subscriptionId: shown?.id ?? '' })
  const refreshed = await admin.mutate('refreshSubscription', { subscriptionId: shown?.id ?? '' })
  expect(refreshed).toMatchObject({ problem: null, changed: false, subscription: { status: 'ACTIVE' } })
})

test('a receipt of another user, of a replaced token, of an ended subscription and of a one-time item are refused', async ({
  server,
  admin,
  subscriber,
  sql,
  notifications,
  emulator,
}) => {
  const other = await createBuyer(server)
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  expect(await verify(other, atStore)).toMatchObject({ problem: { code: 'RECEIPT_USER_MISMATCH' } })
  const upgraded = await act(emulator, atStore.id, 'change-plan', {
    productId: 'com.example.arcade.vip_gold',
    basePlanId: 'monthly',
    amount: '19.99',
    mode: 'CHARGE_FULL_PRICE',
  })
  expect(await verify(subscriber, upgraded)).toMatchObject({ problem: null })
  await notifications.waitForIdle()
  expect(await verify(subscriber, atStore)).toMatchObject({ problem: { code: 'RECEIPT_INVALID' } })
  const chains = await readChains(sql, subscriber)
  expect(chains.filter(({ status }) => status === 'ACTIVE')).toHaveLength(1)
  await act(emulator, upgraded.id, 'revoke')
  await notifications.waitForIdle()
  expect(await verify(subscriber, upgraded)).toMatchObject({ problem: { code: 'RECEIPT_INVALID' } })
  const storeProducts = [{ store: 'GOOGLE_PLAY' as const, productId: 'com.example.arcade.single' }]
  await admin.mutate('upsertItem', { itemId: 'single', name: 'single', type: 'CONSUMABLE', storeProducts })
  const single = (await control(emulator, 'POST', '/control/subscriptions', {
    store: 'GOOGLE_PLAY',
    productId: 'com.example.arcade.single',
  })) as StoreSubscription
  expect(await verify(subscriber, single)).toMatchObject({ problem: { code: 'RECEIPT_ITEM_MISMATCH' } })
})

test('a subscription of the sandbox is refused by an AppKey that denies sandbox purchases', async ({
  subscriber,
  admin,
  sql,
  notifications,
}) => {
  await admin.mutate('updateAppKey', { sandboxPolicy: 'DENY' })
  const { purchase, atStore } = await subscribe(subscriber, { environment: 'SANDBOX' })
  expect(await verify(subscriber, atStore, purchase.id)).toMatchObject({
    problem: { code: 'RECEIPT_ENVIRONMENT_REFUSED' },
  })
  await notifications.waitForIdle()
  expect(await readChains(sql, subscriber)).toEqual([])
  await admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })
})

async function reconcile(
  services: TestServer['instance']['services'],
  appKey: string,
  store: SubscriptionStore,
) {
  const app = await services.apps.find(appKey)
  if (app === null) expect.fail()
  return reconcileStore({ ...services, app }, store)
}

test('reconciliation finds the refund of a period whose notification was lost, while the next period runs', async ({
  subscriber,
  emulator,
  services,
  sql,
  notifications,
  faults,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  await notifications.advanceTime(33 * dayMs)
  const [first] = (await getAtStore(emulator, atStore.id)).periods
  await faults.disableNotifications('GOOGLE_PLAY')
  await act(emulator, atStore.id, 'refund', { periodId: first?.id })
  const [chain] = await readChains(sql, subscriber)
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'COMPLETED' },
    { status: 'COMPLETED' },
  ])
  const [app] = await sql<
    { app_id: string }[]
  >`select app_id from subscriptions where id = ${chain?.id ?? ''}`
  const results = await reconcile(services, app?.app_id ?? '', 'GOOGLE_PLAY')
  expect(results).toContainEqual({ source: 'REFUNDS', outcome: 'COMPARED' })
  expect(await readPeriods(sql, chain?.id ?? '')).toMatchObject([
    { status: 'REFUNDED', refund_detected_by: 'RECONCILIATION' },
    { status: 'COMPLETED' },
  ])
  expect(await readChains(sql, subscriber)).toMatchObject([{ status: 'ACTIVE', will_renew: true }])
  expect(await sql`select resolved_at is not null as resolved from reconciliation_discrepancies`).toEqual([
    { resolved: true },
  ])
})

test('a subscription shows servers its tokens, the newest first, and which of them another one has replaced', async ({
  subscriber,
  emulator,
  sql,
  admin,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  const gold = { productId: 'com.example.arcade.vip_gold', basePlanId: 'monthly', amount: '19.99' }
  await verify(
    subscriber,
    await act(emulator, atStore.id, 'change-plan', { ...gold, mode: 'CHARGE_FULL_PRICE' }),
  )
  const [chain] = await readChains(sql, subscriber)
  const text = 'query ($id: ID!) { subscription(id: $id) { tokens { createdAt supersededAt } } }'
  const { subscription } = await admin.query(text, { id: encodeId('sub', chain?.id ?? '') })
  expect(subscription?.tokens).toEqual([
    { createdAt: expect.any(String), supersededAt: null },
    { createdAt: expect.any(String), supersededAt: expect.any(String) },
  ])
})

test('whoever waits for the purchase of a change of the plan hears of it, and the stream ends', async ({
  subscriber,
  emulator,
  sql,
  notifications,
  openSocket,
}) => {
  const { purchase, atStore } = await subscribe(subscriber)
  await verify(subscriber, atStore, purchase.id)
  await notifications.waitForIdle()
  const change = await requestPurchase(subscriber, { store: 'GOOGLE_PLAY', itemId: 'vip_gold' })
  const socket = await openSocket({ connectionParams: subscriber.client.headers })
  const text = `subscription ($id: ID!) { purchaseUpdated(id: $id) {
    id status payment { status purchase { id } } subscription { status item { itemId } } } }`
  socket.subscribe('1', text, { id: change.id })
  const next = async () => (await socket.next('1')) as { payload?: { data?: { purchaseUpdated?: object } } }
  expect((await next()).payload?.data?.purchaseUpdated).toMatchObject({ status: 'REQUESTED', payment: null })
  const upgraded = await act(emulator, atStore.id, 'change-plan', {
    productId: 'com.example.arcade.vip_gold',
    basePlanId: 'monthly',
    amount: '19.99',
    mode: 'CHARGE_FULL_PRICE',
    accountToken: change.accountToken,
  })
  expect(await verify(subscriber, upgraded, change.id)).toMatchObject({ problem: null })
  expect((await next()).payload?.data?.purchaseUpdated).toMatchObject({
    id: change.id,
    status: 'VERIFIED',
    payment: { status: 'COMPLETED', purchase: { id: purchase.id } },
    subscription: { status: 'ACTIVE', item: { itemId: 'vip_gold' } },
  })
  expect(await socket.next('1')).toMatchObject({ type: 'complete' })
  const chains = await readChains(sql, subscriber)
  expect(chains.filter(({ status }) => status === 'ACTIVE')).toHaveLength(1)
})
