import { decodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { serverTest } from '../support/test.ts'
import { createEntitlementRecords } from './entitlement-records.ts'

export { expect, vi } from '../support/test.ts'

/** An AppKey whose item `remove_ads` gives the entitlement `noAds`. */
export const entitlementTest = serverTest
  .extend('appId', { scope: 'file' }, ({ project }) => decodeId('ak', project.appKey) ?? '')
  .extend('entitlements', { scope: 'file' }, ({ sql, appId }) => createEntitlementRecords(sql, appId))
  .extend('itemId', { scope: 'file' }, ({ entitlements }) => entitlements.itemIdOf('remove_ads'))
  .extend('noAds', { scope: 'file' }, ({ entitlements, itemId }) =>
    entitlements.addEntitlement('no_ads', [itemId]),
  )
  .extend('createUser', { scope: 'file' }, ({ server, entitlements }) => async () => {
    const buyer = await createBuyer(server)
    return { buyer, userId: await entitlements.userIdOf(buyer.userId) }
  })
  .extend('eventsOf', { scope: 'file' }, ({ sql }) => async (userId: string) => {
    const rows = await sql<
      { type: string; change: string; payment_id: string | null; user_id: string | null; at: Date }[]
    >`
      select type, concat_ws(' to ', previous_status, status) as change, payment_id, user_id, occurred_at as at
      from ${allEvents(sql)}
      where user_id = ${userId} or payment_id in (select id from payments where user_id = ${userId})
      order by position, insert_seq`
    return Array.from(rows)
  })
