import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { updateUsersOfEntitlement } from '../../src/domain/entitlement/update-users-of-entitlement.ts'
import type { Entitlement, EntitlementGrant } from '../../src/graphql/generated/types.ts'
import type { Serialized } from '../support/api.ts'
import { allEvents } from '../support/all-events.ts'
import { buyItem, createBuyer, expectField } from '../support/purchase-client.ts'
import { userTokenHeaders } from '../support/graphql-client.ts'
import { entitlementTest, expect } from './entitlement-test.ts'

const dayMs = 86_400_000
const fields =
  'key name isActive accessUntil willRenew inGracePeriod isStale source sourceId environment validUntil'
const ownText = `{ entitlements { ${fields} } }`
const ofUserText = `query ($userId: String!) { user(userId: $userId) { entitlements { ${fields} } entitlementGrants { id reason revokedAt } } }`
const reason = 'a goodwill gesture'

const test = entitlementTest.extend('read', { scope: 'file' }, ({ admin }) => async (userId: string) => {
  const { user } = await admin.query(ofUserText, { userId })
  return user as unknown as {
    readonly entitlements: readonly Serialized<Entitlement>[]
    readonly entitlementGrants: readonly Serialized<EntitlementGrant>[]
  }
})

test('a client reads its own entitlements, with the time until which it may use the answer', async ({
  createUser,
  noAds: _,
}) => {
  const { buyer } = await createUser()
  const { payment } = await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const before = Date.now()
  const { entitlements } = await buyer.client.query(ownText)
  const bought = { key: 'no_ads', isActive: true, accessUntil: null, source: 'PAYMENT', sourceId: payment.id }
  expect(entitlements).toEqual([expect.objectContaining(bought)])
  const validity = Date.parse(entitlements[0]!.validUntil) - before
  expect(validity).toBeGreaterThan(dayMs - 60_000)
  expect(validity).toBeLessThan(dayMs + 60_000)
})

test("a client cannot read another user's entitlements, nor the grants of its own", async ({
  createUser,
}) => {
  const [mine, other] = [await createUser(), await createUser()]
  const text = 'query ($userId: String) { entitlements(userId: $userId) { key } }'
  expect(await mine.buyer.client.queryErrorCodes(text, { userId: other.buyer.userId })).toEqual(['FORBIDDEN'])
  const { registerUser } = await mine.buyer.client
    .query('mutation { registerUser(input: {}) { user { entitlements { key } entitlementGrants { id } } } }')
    .then((data) => data as unknown as { registerUser: { user: unknown } })
  expect(registerUser.user).toEqual({ entitlements: [], entitlementGrants: null })
})

test('an entitlement applies to what was bought before, and takes it back when the item is removed', async ({
  admin,
  createUser,
  read,
}) => {
  const { buyer } = await createUser()
  await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  const key = `vip_${randomUUID()}`
  const created = await admin.mutate('upsertEntitlement', { key, name: 'VIP', itemIds: ['remove_ads'] })
  const applied = { key, name: 'VIP', isApplied: true, items: [{ itemId: 'remove_ads' }] }
  expect(created).toMatchObject({ entitlement: applied, problem: null })
  const isActive = async () =>
    (await read(buyer.userId)).entitlements.find((entitlement) => entitlement.key === key)?.isActive
  expect(await isActive()).toBe(true)
  expectField(await admin.mutate('upsertEntitlement', { key, itemIds: [] }), 'entitlement')
  expect(await isActive()).toBe(false)
})

test('an update of many users that was interrupted goes on where it was, and repeats nothing that differs', async ({
  sql,
  appId,
  admin,
  services,
  entitlements,
  itemId,
  createUser,
}) => {
  const users = await Promise.all(Array.from({ length: 12 }, createUser))
  const accessUntil = new Date(Date.now() + dayMs)
  for (const { userId } of users) await entitlements.addSubscription({ userId, itemId, accessUntil })
  const key = `gold_${randomUUID()}`
  expectField(await admin.mutate('upsertEntitlement', { key, itemIds: ['remove_ads'] }), 'entitlement')
  const [row] = await sql<
    { id: string }[]
  >`select id from entitlements where key = ${key} and app_id = ${appId}`
  const id = row!.id
  const count = async () => {
    const [found] = await sql<{ users: number; events: number }[]>`
      select (select count(*)::int from user_entitlements where entitlement_id = ${id}
              and user_id = any(${users.map(({ userId }) => userId)}::uuid[])) as users,
             (select count(*)::int from ${allEvents(sql)}
              where entitlement_id = ${id} and written.user_id = any(${users.map(({ userId }) => userId)}::uuid[])) as events`
    return found
  }
  expect(await count()).toEqual({ users: 12, events: 12 })
  // As if the process had ended in the step of the subscriptions, before any of them.
  await sql`delete from user_entitlements where entitlement_id = ${id} and app_id = ${appId}`
  await sql`
    update entitlements set update_step = 'SUBSCRIPTIONS', update_after = null, next_attempt_at = now()
    where id = ${id} and app_id = ${appId}`
  const app = await services.apps.find(appId)
  const ctx = { ...services, app: app! }
  expect(await updateUsersOfEntitlement(ctx, id, 0)).toBe(false)
  expect(await count()).toMatchObject({ users: 0 })
  const jobs = await sql`
    select from graphile_worker._private_jobs where key = ${`entitlement:${id}`}`
  expect(jobs).toHaveLength(1)
  expect(await updateUsersOfEntitlement(ctx, id, 100)).toBe(true)
  expect(await updateUsersOfEntitlement(ctx, id, 100)).toBe(true)
  expect(await count()).toEqual({ users: 12, events: 24 })
  expectField(await admin.mutate('upsertEntitlement', { key, itemIds: [] }), 'entitlement')
})

test.for([
  ['an unknown item', { itemIds: ['nothing'] }, ['itemIds', '0']],
  ['a consumable', { itemIds: ['coins_100'] }, ['itemIds', '0']],
  ['an item twice', { itemIds: ['remove_ads', 'remove_ads'] }, ['itemIds']],
  ['a key with a space', { key: 'no ads' }, ['key']],
  ['an empty name', { name: '' }, ['name']],
] as const)('upsertEntitlement refuses %s', async ([, input, field], { admin }) => {
  const key = `refused_${randomUUID()}`
  const refused = await admin.mutate('upsertEntitlement', {
    key,
    ...input,
    ...('itemIds' in input ? { itemIds: [...input.itemIds] } : {}),
  })
  expect(refused.problem?.field).toEqual(field)
  expect(refused.entitlement).toBeNull()
})

test('a grant gives access once however often the call is repeated, and revoking it ends the access', async ({
  admin,
  createUser,
  noAds: _,
  read,
}) => {
  const { buyer } = await createUser()
  const { userId } = buyer
  const accessUntil = new Date(Date.now() + dayMs / 24)
  const input = { userId, key: 'no_ads', accessUntil, reason, idempotencyKey: randomUUID() }
  const first = await admin.mutate('grantEntitlement', input)
  const second = await admin.mutate('grantEntitlement', input)
  expect([first.replayed, second.replayed, second.grant?.id]).toEqual([false, true, first.grant?.id])
  const reused = await admin.mutate('grantEntitlement', { ...input, reason: 'another reason' })
  expect(reused.problem?.code).toBe('IDEMPOTENCY_KEY_REUSED')
  const until = accessUntil.toISOString()
  const { entitlements, entitlementGrants } = await read(userId)
  const granted = { isActive: true, source: 'GRANT', sourceId: first.grant?.id, accessUntil: until }
  expect(entitlements).toEqual([expect.objectContaining({ ...granted, validUntil: until })])
  expect(entitlementGrants).toEqual([{ id: first.grant?.id, reason, revokedAt: null }])
  const revocation = { grantId: first.grant?.id ?? '', reason }
  expect(await admin.mutate('revokeEntitlementGrant', revocation)).toMatchObject({ replayed: false })
  expect(await admin.mutate('revokeEntitlementGrant', revocation)).toMatchObject({ replayed: true })
  expect((await read(userId)).entitlements).toEqual([expect.objectContaining({ isActive: false })])
})

test.for([
  ['a limit without end', { kind: 'LIMIT' }, ['accessUntil']],
  ['an unknown entitlement', { key: 'nothing' }, ['key']],
  ['an unknown user', { userId: 'nobody' }, ['userId']],
  ['an empty reason', { reason: '' }, ['reason']],
] as const)('grantEntitlement refuses %s', async ([, input, field], { admin, createUser, noAds: _ }) => {
  const { buyer } = await createUser()
  const refused = await admin.mutate('grantEntitlement', {
    userId: buyer.userId,
    key: 'no_ads',
    reason,
    ...input,
  })
  expect([refused.grant, refused.problem?.field]).toEqual([null, field])
})

test('the stream tells the entitlements at once, each change, and the end of an access by its time', async ({
  admin,
  project,
  createUser,
  openSocket,
  noAds: _,
}) => {
  const { buyer } = await createUser()
  const headers = await userTokenHeaders(project, buyer.userId)
  const socket = await openSocket({ connectionParams: headers })
  socket.subscribe('1', 'subscription { entitlementsUpdated { key isActive source } }')
  const next = async () => {
    const message = await socket.next()
    return (message as unknown as { payload: { data: { entitlementsUpdated: unknown } } }).payload.data
      .entitlementsUpdated
  }
  expect(await next()).toEqual([])
  const accessUntil = new Date(Date.now() + 3_000)
  const grant = { userId: buyer.userId, key: 'no_ads', accessUntil, reason }
  expectField(await admin.mutate('grantEntitlement', grant), 'grant')
  let answer = await next()
  // On a busy machine the access may have ended before it is told for the first time.
  while (isDeepStrictEqual(answer, [{ key: 'no_ads', isActive: true, source: 'GRANT' }]))
    answer = await next()
  expect(answer).toEqual([{ key: 'no_ads', isActive: false, source: 'GRANT' }])
  expect(Date.now()).toBeGreaterThanOrEqual(accessUntil.getTime() - 1_000)
  await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  expect(await next()).toEqual([{ key: 'no_ads', isActive: true, source: 'PAYMENT' }])
})

test('the feed names the user and the entitlement that changed', async ({ admin, createUser, noAds: _ }) => {
  const { buyer } = await createUser()
  const grant = { userId: buyer.userId, key: 'no_ads', reason }
  expectField(await admin.mutate('grantEntitlement', grant), 'grant')
  const text =
    '{ paymentEvents(types: [ENTITLEMENT_CHANGED]) { nodes { type previousStatus status user { userId } entitlement { key } purchase { id } } } }'
  await expect
    .poll(async () => (await admin.query(text)).paymentEvents.nodes)
    .toContainEqual({
      type: 'ENTITLEMENT_CHANGED',
      previousStatus: 'INACTIVE',
      status: 'ACTIVE',
      user: { userId: buyer.userId },
      entitlement: { key: 'no_ads' },
      purchase: null,
    })
})

test('sandbox purchases count where the AppKey accepts them, and never for the production environment', async ({
  server,
  createUser,
  noAds: _,
}) => {
  const { buyer } = await createUser()
  await buyItem(buyer, { itemId: 'remove_ads', store: 'TEST_STORE' })
  const text =
    'query ($environment: Environment) { entitlements(environment: $environment) { isActive environment } }'
  const read = async (environment: string | null) =>
    (await buyer.client.query(text, { environment })).entitlements
  expect(await read('SANDBOX')).toEqual([{ isActive: true, environment: 'SANDBOX' }])
  expect(await read('PRODUCTION')).toEqual([])
  expect(await read(null)).toEqual([])
  const tester = await createBuyer(server, { userId: 'tester' })
  await buyItem(tester, { itemId: 'remove_ads', store: 'TEST_STORE' })
  expect((await tester.client.query(text, { environment: null })).entitlements).toEqual([
    { isActive: true, environment: 'SANDBOX' },
  ])
})

test('the export of a user has its entitlements and grants, and erasing the user removes the reasons', async ({
  admin,
  createUser,
  noAds: _,
  sql,
}) => {
  const { buyer, userId } = await createUser()
  const grant = { userId: buyer.userId, key: 'no_ads', reason }
  expectField(await admin.mutate('grantEntitlement', grant), 'grant')
  const { data } = await admin.mutate('exportUser', { userId: buyer.userId })
  expect(data).toMatchObject({
    user: {
      entitlements: [expect.objectContaining({ key: 'no_ads', source: 'GRANT' })],
      entitlementGrants: [expect.objectContaining({ reason })],
    },
  })
  expectField(await admin.mutate('eraseUser', { userId: buyer.userId }), 'user')
  const reasons = await sql`select reason from entitlement_grants where user_id = ${userId}`
  expect(reasons).toEqual([{ reason: '' }])
})
