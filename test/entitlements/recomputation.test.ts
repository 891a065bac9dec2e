import fc from 'fast-check'
import { newUuid } from '../../src/platform/ids.ts'
import { entitlementTest, expect, vi } from './entitlement-test.ts'
import { computeEntitlements, type ModelState } from './entitlement-model.ts'

vi.setConfig({ testTimeout: 180_000 })

const hourMs = 3_600_000
const start = Date.parse('2030-01-01T00:00:00Z')

/** One of two users, of three items and of two entitlements. */
const pick = (count: number) => fc.integer({ min: 0, max: count - 1 })
const time = fc.integer({ min: -50, max: 50 }).map((hours) => new Date(start + hours * hourMs))

const step = fc.oneof(
  fc.record({ kind: fc.constant('pay' as const), user: pick(2), item: pick(3) }),
  fc.record({ kind: fc.constant('refund' as const), index: fc.nat(20) }),
  fc.record({ kind: fc.constant('reverse' as const), index: fc.nat(20) }),
  fc.record({ kind: fc.constant('transfer' as const), index: fc.nat(20), user: pick(2) }),
  fc.record({
    kind: fc.constant('subscribe' as const),
    user: pick(2),
    item: pick(3),
    accessUntil: time,
    givesAccess: fc.boolean(),
    willRenew: fc.boolean(),
    isStale: fc.boolean(),
    status: fc.constantFrom('ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD'),
  }),
  fc.record({ kind: fc.constant('renew' as const), index: fc.nat(20), accessUntil: time }),
  fc.record({
    kind: fc.constant('grant' as const),
    user: pick(2),
    entitlement: pick(2),
    effect: fc.constantFrom('ADD' as const, 'LIMIT' as const),
    accessUntil: time,
  }),
  fc.record({ kind: fc.constant('revoke' as const), index: fc.nat(20) }),
  fc.record({ kind: fc.constant('map' as const), entitlement: pick(2), item: pick(3) }),
  fc.record({ kind: fc.constant('unmap' as const), entitlement: pick(2), item: pick(3) }),
)

const test = entitlementTest.extend('world', { scope: 'file' }, ({ sql, appId }) => async () => {
  const ids = (count: number) => Array.from({ length: count }, newUuid)
  const [userIds, itemIds, entitlementIds] = [ids(2), ids(3), ids(2)]
  for (const id of userIds)
    await sql`insert into users (app_id, id, external_id, registered_at) values (${appId}, ${id}, ${id}, now())`
  for (const id of itemIds)
    await sql`
      insert into items (app_id, id, external_id, name, type, enabled, created_at, updated_at)
      values (${appId}, ${id}, ${id}, 'an item', 'NON_CONSUMABLE', true, now(), now())`
  for (const id of entitlementIds)
    await sql`
      insert into entitlements (app_id, id, key, name, created_at, updated_at)
      values (${appId}, ${id}, ${id}, 'an entitlement', now(), now())`
  return { userIds, itemIds, entitlementIds }
})

test('after any sequence of changes the entitlements are those that an independent model computes from scratch', async ({
  sql,
  appId,
  entitlements,
  world,
}) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
      const { userIds, itemIds, entitlementIds } = await world()
      const state: ModelState = {
        payments: [],
        subscriptions: [],
        grants: [],
        items: [],
      }
      const updateAll = () => Promise.all(userIds.map((userId) => entitlements.updateUser(userId)))
      for (const each of steps) {
        switch (each.kind) {
          case 'pay': {
            const [id, purchaseId] = [newUuid(), newUuid()]
            const [userId, itemId] = [userIds[each.user]!, itemIds[each.item]!]
            state.payments.push({ id, userId, itemId, refunded: false })
            await sql`
              with purchase as (
                insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id, requested_at, expires_at)
                values (${appId}, ${purchaseId}, ${userId}, ${itemId}, 'TEST_STORE', 'VERIFIED', ${newUuid()}, 'p', now(), now())
              )
              insert into payments (app_id, id, purchase_id, user_id, item_id, consumable, store, environment, store_transaction_id,
                                    line_item, status, quantity, paid_at, verified_at, acknowledgement_status)
              values (${appId}, ${id}, ${purchaseId}, ${userId}, ${itemId}, false, 'TEST_STORE', 'PRODUCTION', ${id}, '', 'PAID', 1,
                      now(), now(), 'NOT_REQUIRED')`
            break
          }
          case 'refund':
          case 'reverse': {
            const payment = state.payments[each.index]
            if (payment === undefined) break
            payment.refunded = each.kind === 'refund'
            await sql`
              update payments set status = ${payment.refunded ? 'REFUNDED' : 'PAID'}
              where app_id = ${appId} and id = ${payment.id}`
            break
          }
          case 'transfer': {
            const payment = state.payments[each.index]
            if (payment === undefined) break
            payment.userId = userIds[each.user]!
            await sql`update payments set user_id = ${payment.userId} where app_id = ${appId} and id = ${payment.id}`
            break
          }
          case 'subscribe': {
            const { kind: _, user, item, ...subscription } = each
            const [userId, itemId] = [userIds[user]!, itemIds[item]!]
            const id = await entitlements.addSubscription({ userId, itemId, ...subscription })
            state.subscriptions.push({ id, userId, itemId, ...subscription })
            await updateAll()
            break
          }
          case 'renew': {
            const subscription = state.subscriptions[each.index]
            if (subscription === undefined) break
            subscription.accessUntil = each.accessUntil
            await sql`
              update subscription_lines set access_until = ${each.accessUntil}
              where app_id = ${appId} and subscription_id = ${subscription.id}`
            await updateAll()
            break
          }
          case 'grant': {
            const { effect, accessUntil } = each
            const [userId, entitlementId] = [userIds[each.user]!, entitlementIds[each.entitlement]!]
            const id = await entitlements.addGrant({ userId, entitlementId, kind: effect, accessUntil })
            state.grants.push({ id, userId, entitlementId, kind: effect, accessUntil, revoked: false })
            break
          }
          case 'revoke': {
            const grant = state.grants[each.index]
            if (grant === undefined) break
            grant.revoked = true
            await entitlements.revokeGrant(grant.id)
            break
          }
          case 'map':
          case 'unmap': {
            const [entitlementId, itemId] = [entitlementIds[each.entitlement]!, itemIds[each.item]!]
            state.items = state.items.filter(
              (mapped) => mapped.entitlementId !== entitlementId || mapped.itemId !== itemId,
            )
            if (each.kind === 'map') {
              state.items.push({ entitlementId, itemId })
              await sql`
                insert into entitlement_items (app_id, entitlement_id, item_id)
                values (${appId}, ${entitlementId}, ${itemId}) on conflict do nothing`
            } else {
              await sql`
                delete from entitlement_items
                where app_id = ${appId} and entitlement_id = ${entitlementId} and item_id = ${itemId}`
            }
            await updateAll()
          }
        }
      }
      for (const userId of userIds) {
        const rows = await entitlements.entitlementsOf(userId)
        const expected = computeEntitlements(state, userId, 24)
        const known = new Map(expected.map((each) => [each.entitlement_id, each]))
        for (const row of rows) {
          const { environment: _, ...fields } = row
          const model = known.get(row.entitlement_id)
          if (model === undefined) expect(fields).toMatchObject({ gives_access: false, will_renew: false })
          else expect(fields).toEqual(model)
          known.delete(row.entitlement_id)
        }
        expect([...known.values()]).toEqual([])
      }
    }),
    { numRuns: 60 },
  )
})
