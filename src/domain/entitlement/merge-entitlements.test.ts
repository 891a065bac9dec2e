import { expect, test } from 'vitest'
import type { UserEntitlementRow } from '../../db/queries/user-entitlements.ts'
import { mergeEntitlements } from './merge-entitlements.ts'

const now = new Date('2030-01-01T00:00:00Z')
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)

const row = (change: Partial<UserEntitlementRow>): UserEntitlementRow => ({
  appId: 'an app',
  userId: 'a user',
  entitlementId: 'an entitlement',
  environment: 'PRODUCTION',
  givesAccess: true,
  accessUntil: null,
  willRenew: false,
  inGracePeriod: false,
  isStale: false,
  source: 'PAYMENT',
  sourceId: 'a payment',
  updatedAt: now,
  key: 'vip',
  name: 'VIP',
  ...change,
})

const merge = (rows: UserEntitlementRow[], environment: 'PRODUCTION' | 'SANDBOX' | null = null) =>
  mergeEntitlements(rows, { environment, now })

test('an access that ends now is no longer active', () => {
  const rows = [row({ accessUntil: now }), row({ key: 'gold', accessUntil: inHours(1) })]
  expect(merge(rows).map(({ key, isActive }) => [key, isActive])).toEqual([
    ['gold', true],
    ['vip', false],
  ])
})

test('an entitlement that is withheld is inactive whatever its end', () => {
  expect(merge([row({ givesAccess: false, accessUntil: inHours(9) })])[0]?.isActive).toBe(false)
})

test('the answer is valid until the first end of an active entitlement, and at most a day', () => {
  const validity = (rows: UserEntitlementRow[]) => merge(rows).map(({ validUntil }) => validUntil)
  expect(validity([row({})])).toEqual([inHours(24)])
  expect(validity([row({ accessUntil: inHours(-1) })])).toEqual([inHours(24)])
  const [soon, later] = [row({ accessUntil: inHours(2) }), row({ key: 'gold', accessUntil: inHours(90) })]
  expect(validity([later, soon])).toEqual([inHours(2), inHours(2)])
  expect(merge([later, soon]).map(({ validForMs }) => validForMs)).toEqual([7_200_000, 7_200_000])
})

test('of two environments the active entitlement counts, then the one that lasts longest, then production', () => {
  const sandbox = (change: Partial<UserEntitlementRow>) => row({ environment: 'SANDBOX', ...change })
  const counted = (rows: UserEntitlementRow[]) => merge(rows).map(({ environment }) => environment)
  expect(counted([row({ accessUntil: inHours(-1) }), sandbox({ accessUntil: inHours(1) })])).toEqual([
    'SANDBOX',
  ])
  expect(counted([row({ accessUntil: inHours(1) }), sandbox({})])).toEqual(['SANDBOX'])
  expect(counted([sandbox({}), row({})])).toEqual(['PRODUCTION'])
})

test('an environment that is asked for counts alone', () => {
  const rows = [row({}), row({ environment: 'SANDBOX', key: 'gold' })]
  expect(merge(rows, 'PRODUCTION').map(({ key }) => key)).toEqual(['vip'])
  expect(merge(rows, 'SANDBOX').map(({ key }) => key)).toEqual(['gold'])
})
