import { buyItem } from '../support/purchase-client.ts'
import { dayMs } from '../support/time.ts'
import { entitlementTest as test, expect } from './entitlement-test.ts'

const text = '{ entitlementDefinitions { key holderCount { value isExact } } }'

test('an entitlement says how many users have access now, by purchases with real money and by grants', async ({
  createUser,
  admin,
  sql,
  noAds: _,
}) => {
  const count = async () => {
    const { entitlementDefinitions } = await admin.query(text)
    return entitlementDefinitions.find(({ key }) => key === 'no_ads')?.holderCount
  }
  const grant = async (accessUntil: Date | null) => {
    const { buyer } = await createUser()
    const input = { userId: buyer.userId, key: 'no_ads', accessUntil, reason: 'a gift' }
    return (await admin.mutate('grantEntitlement', input)).grant?.id ?? ''
  }
  expect(await count()).toEqual({ value: 0, isExact: true })
  const { buyer } = await createUser()
  await buyItem(buyer, { itemId: 'remove_ads', store: 'GOOGLE_PLAY' })
  await grant(new Date(Date.now() + dayMs))
  await grant(new Date(Date.now() - dayMs))
  const endless = await grant(null)
  expect(await count()).toEqual({ value: 3, isExact: true })
  await admin.mutate('revokeEntitlementGrant', { grantId: endless, reason: 'a mistake' })
  expect(await count()).toEqual({ value: 2, isExact: true })
  // What was bought in the sandbox does not count.
  await sql`update user_entitlements set environment = 'SANDBOX' where source = 'PAYMENT'`
  expect(await count()).toEqual({ value: 1, isExact: true })
})

test('of more holders than can be counted the answer is a lower bound', async ({
  admin,
  sql,
  appId,
  noAds,
}) => {
  await sql`
    insert into user_entitlements (app_id, user_id, entitlement_id, environment, gives_access, access_until, will_renew,
                                   in_grace_period, is_stale, source, source_id, updated_at)
    select ${appId}, gen_random_uuid(), ${noAds}, 'PRODUCTION', true,
           case when n % 2 = 0 then now() + interval '1 day' end, false, false, false, 'PAYMENT', gen_random_uuid(), now()
    from generate_series(1, 10001) n`
  const { entitlementDefinitions } = await admin.query(text)
  expect(entitlementDefinitions).toContainEqual({
    key: 'no_ads',
    holderCount: { value: 10_000, isExact: false },
  })
  await sql`delete from user_entitlements where entitlement_id = ${noAds}`
})
