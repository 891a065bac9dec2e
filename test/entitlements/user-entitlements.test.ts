import { randomUUID } from 'node:crypto'
import { allEvents } from '../support/all-events.ts'
import { uuidOf } from '../support/database-records.ts'
import { buyItem, createServerClient, expectField } from '../support/purchase-client.ts'
import { entitlementTest as test, expect } from './entitlement-test.ts'

const dayMs = 86_400_000

test('a payment of a non-consumable gives its entitlement without end, and its event follows that of the payment', async ({
  entitlements,
  noAds,
  createUser,
  eventsOf,
}) => {
  const { buyer, userId } = await createUser()
  const { payment } = await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const expected = { entitlement_id: noAds, gives_access: true, access_until: null, will_renew: false }
  expect(await entitlements.entitlementsOf(userId)).toEqual([
    expect.objectContaining({ ...expected, source: 'PAYMENT', source_id: uuidOf(payment.id) }),
  ])
  const events = await eventsOf(userId)
  expect(events.map(({ type, change }) => [type, change])).toEqual([
    ['PAYMENT_PAID', 'PAID'],
    ['ENTITLEMENT_CHANGED', 'INACTIVE to ACTIVE'],
  ])
  expect(events[1]).toMatchObject({ payment_id: uuidOf(payment.id), user_id: userId })
  expect(events[1]?.at).toEqual(events[0]?.at)
})

test('a refund ends the entitlement and its reversal restores it, each after the event of the payment', async ({
  sql,
  admin,
  entitlements,
  noAds,
  createUser,
  eventsOf,
}) => {
  const { buyer, userId } = await createUser()
  const { payment } = await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  expectField(await admin.mutate('refundPayment', { paymentId: payment.id, reason: 'a test' }), 'payment')
  expect(await entitlements.entitlementsOf(userId)).toEqual([
    expect.objectContaining({ entitlement_id: noAds, gives_access: false }),
  ])
  await sql`update payments set status = 'PAID' where id = ${uuidOf(payment.id)}`
  expect(await entitlements.entitlementsOf(userId)).toEqual([
    expect.objectContaining({ gives_access: true, access_until: null }),
  ])
  const events = (await eventsOf(userId)).slice(2)
  expect(events.map(({ type, change }) => [type, change])).toEqual([
    ['PAYMENT_REFUNDED', 'PAID to REFUNDED'],
    ['ENTITLEMENT_CHANGED', 'ACTIVE to INACTIVE'],
    ['ENTITLEMENT_CHANGED', 'INACTIVE to ACTIVE'],
  ])
  expect(events[1]?.at).toEqual(events[0]?.at)
})

test('a transferred payment takes its entitlement from one user to the other', async ({
  admin,
  entitlements,
  noAds: _,
  createUser,
  eventsOf,
}) => {
  const [from, to] = [await createUser(), await createUser()]
  const { payment } = await buyItem(from.buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const transfer = { paymentId: payment.id, toUserId: to.buyer.userId, reason: 'a test' }
  expectField(await admin.mutate('transferPayment', transfer), 'payment')
  expect(await entitlements.entitlementsOf(from.userId)).toEqual([
    expect.objectContaining({ gives_access: false }),
  ])
  expect(await entitlements.entitlementsOf(to.userId)).toEqual([
    expect.objectContaining({ gives_access: true }),
  ])
  const events = await eventsOf(to.userId)
  expect(events.map(({ type }) => type).slice(0, 3)).toEqual([
    'PAYMENT_PAID',
    'ENTITLEMENT_CHANGED',
    'PAYMENT_TRANSFERRED',
  ])
  expect(events[3]?.at).toEqual(events[2]?.at)
  const changes = events.filter(({ type }) => type === 'ENTITLEMENT_CHANGED').map(({ user_id }) => user_id)
  expect(changes.toSorted()).toEqual([from.userId, from.userId, to.userId].toSorted())
})

test('of several subscriptions the one that lasts longest gives the entitlement, with the leeway of a stale one', async ({
  entitlements,
  createUser,
  itemId,
  noAds: _,
}) => {
  const { userId } = await createUser()
  const now = Date.now()
  await entitlements.addSubscription({ userId, itemId, accessUntil: new Date(now + dayMs) })
  const accessUntil = new Date(now + 1.5 * dayMs)
  const longer = await entitlements.addSubscription({ userId, itemId, accessUntil, willRenew: false })
  await entitlements.updateUser(userId)
  expect(await entitlements.entitlementsOf(userId)).toEqual([
    expect.objectContaining({ access_until: accessUntil, will_renew: false, source_id: longer }),
  ])
  const stale = await entitlements.addSubscription({
    userId,
    itemId,
    accessUntil: new Date(now + dayMs),
    isStale: true,
    status: 'IN_GRACE_PERIOD',
  })
  await entitlements.updateUser(userId)
  const expected = { is_stale: true, in_grace_period: true, source_id: stale }
  expect(await entitlements.entitlementsOf(userId)).toEqual([
    expect.objectContaining({ ...expected, access_until: new Date(now + 2 * dayMs) }),
  ])
})

test('a grant that adds extends the access, one that limits ends what was bought, and revoking both restores it', async ({
  entitlements,
  createUser,
  itemId,
  noAds,
  eventsOf,
}) => {
  const { userId } = await createUser()
  const now = Date.now()
  const bought = new Date(now + dayMs)
  await entitlements.addSubscription({ userId, itemId, accessUntil: bought })
  await entitlements.updateUser(userId)
  const state = async () =>
    (await entitlements.entitlementsOf(userId)).map(({ access_until, will_renew, source }) => ({
      access_until,
      will_renew,
      source,
    }))
  const grant = { userId, entitlementId: noAds }
  const limit = new Date(now - dayMs)
  const limited = await entitlements.addGrant({ ...grant, kind: 'LIMIT', accessUntil: limit })
  expect(await state()).toEqual([{ access_until: limit, will_renew: false, source: 'SUBSCRIPTION' }])
  const added = await entitlements.addGrant({ ...grant, kind: 'ADD' })
  expect(await state()).toEqual([{ access_until: null, will_renew: false, source: 'GRANT' }])
  await entitlements.revokeGrant(limited)
  await entitlements.revokeGrant(added)
  expect(await state()).toEqual([{ access_until: bought, will_renew: true, source: 'SUBSCRIPTION' }])
  expect((await eventsOf(userId)).map(({ change }) => change)).toEqual([
    'INACTIVE to ACTIVE',
    'ACTIVE to INACTIVE',
    'INACTIVE to ACTIVE',
    'ACTIVE to ACTIVE',
  ])
})

test('a recomputation that finds no difference writes nothing', async ({
  sql,
  entitlements,
  createUser,
  noAds: _,
}) => {
  const { buyer, userId } = await createUser()
  await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const read = () => sql`
    select ctid::text, xmin::text, (select count(*) from ${allEvents(sql)} where written.user_id = ${userId})::int as events
    from user_entitlements where user_id = ${userId}`
  const before = await read()
  await entitlements.updateUser(userId)
  expect(await read()).toEqual(before)
})

test('sandbox payments give sandbox entitlements only', async ({
  entitlements,
  createUser,
  itemId,
  noAds: _,
}) => {
  const { userId } = await createUser()
  const accessUntil = new Date(Date.now() + dayMs)
  await entitlements.addSubscription({ userId, itemId, accessUntil, environment: 'SANDBOX' })
  await entitlements.updateUser(userId, new Date(), 'SANDBOX')
  await entitlements.updateUser(userId)
  expect(await entitlements.entitlementsOf(userId)).toEqual([])
  expect(await entitlements.entitlementsOf(userId, 'SANDBOX')).toHaveLength(1)
})

test('changes of one user in several transactions at once end with what all of them give', async ({
  sql,
  appId,
  entitlements,
  createUser,
  itemId,
}) => {
  const { userId } = await createUser()
  const now = new Date()
  for (let round = 1; round <= 5; round += 1) {
    await Promise.all(
      [1, 2, 3, 4].map(async (number) => {
        const accessUntil = new Date(now.getTime() + (round * 10 + number) * dayMs)
        const id = await entitlements.addSubscription({ userId, itemId, accessUntil: now })
        await sql.begin(async (transaction) => {
          await transaction`
            update subscription_lines set access_until = ${accessUntil} where subscription_id = ${id} and app_id = ${appId}`
          await transaction`
            select update_user_entitlements(${appId}, ${userId}, 'PRODUCTION', ${now}, null, null, ${id}, 'TEST_STORE')`
        })
      }),
    )
    expect(await entitlements.entitlementsOf(userId)).toEqual([
      expect.objectContaining({ access_until: new Date(now.getTime() + (round * 10 + 4) * dayMs) }),
    ])
  }
})

test('a payment whose transaction is open when its item begins to give an entitlement is not missed', async ({
  sql,
  server,
  entitlements,
  createUser,
}) => {
  const item = {
    itemId: 'map_pack',
    name: 'Map pack',
    type: 'NON_CONSUMABLE' as const,
    storeProducts: [{ store: 'TEST_STORE' as const, productId: 'com.example.arcade.map_pack' }],
  }
  expectField(await createServerClient(server).mutate('upsertItem', item), 'item')
  const { buyer, userId } = await createUser()
  const { payment } = await buyItem(buyer, { itemId: 'map_pack' })
  const mapPack = await entitlements.itemIdOf('map_pack')
  const order: string[] = []
  const defined = await sql.begin(async (transaction) => {
    await transaction`update payments set status = 'REFUNDED' where id = ${uuidOf(payment.id)}`
    await transaction`update payments set status = 'PAID' where id = ${uuidOf(payment.id)}`
    const change = entitlements.addEntitlement('maps', [mapPack]).then(() => order.push('entitlement'))
    await expect
      .poll(
        () => sql`
          select from pg_locks l join pg_database d on d.oid = l.database
          where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`,
      )
      .toHaveLength(1)
    order.push('payment')
    return { change }
  })
  await defined.change
  expect(order).toEqual(['payment', 'entitlement'])
  await entitlements.updateUser(userId, new Date(), 'SANDBOX')
  expect(await entitlements.entitlementsOf(userId, 'SANDBOX')).toEqual([
    expect.objectContaining({ source: 'PAYMENT', source_id: uuidOf(payment.id) }),
  ])
})

test('the list of entitlements has their first items by id, and how many there are', async ({ admin }) => {
  const key = `counted_${randomUUID()}`
  const itemIds = ['counted_b', 'counted_c', 'counted_a']
  for (const itemId of itemIds) {
    const item = { itemId, name: itemId, type: 'NON_CONSUMABLE' } as const
    expectField(await admin.mutate('upsertItem', item), 'item')
  }
  expectField(await admin.mutate('upsertEntitlement', { key, itemIds }), 'entitlement')
  const text = '{ entitlementDefinitions { key itemCount items(first: 2) { itemId } } }'
  const { entitlementDefinitions } = await admin.query(text)
  const first = [{ itemId: 'counted_a' }, { itemId: 'counted_b' }]
  expect(entitlementDefinitions).toContainEqual({ key, itemCount: 3, items: first })
  const none = '{ entitlementDefinitions { items(first: 0) { itemId } } }'
  expect(await admin.queryErrorCodes(none)).toContain('BAD_USER_INPUT')
})
