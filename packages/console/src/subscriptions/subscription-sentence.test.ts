import { setupI18n } from '@lingui/core'
import { expect, test } from 'vitest'
import type { SubscriptionDetails } from './subscription-details.ts'
import { describeSubscription } from './subscription-sentence.ts'

const i18n = setupI18n({ locale: 'en', messages: { en: {} } })

const subscription: SubscriptionDetails = {
  id: 'sub_1',
  status: 'ACTIVE',
  store: 'GOOGLE_PLAY',
  environment: 'PRODUCTION',
  accessUntil: '2026-12-29T01:00:00.000Z',
  willRenew: true,
  renewsAt: '2026-12-29T01:00:00.000Z',
  startedAt: '2026-11-29T01:00:00.000Z',
  isStale: false,
  version: 1,
  user: { id: 'usr_1', userId: 'ada' },
  item: { id: 'itm_1', itemId: 'vip', name: 'VIP' },
  gracePeriodEndsAt: null,
  resumesAt: null,
  canceledAt: null,
  cancelReason: null,
  phase: 'NORMAL',
  ownership: 'BOUGHT',
  storeReadAt: '2026-11-29T01:00:00.000Z',
  nextCheckAt: null,
  endedAt: null,
  groupId: null,
  purchase: null,
  lines: [],
  pendingChange: null,
  priceChange: null,
  commitment: null,
  tokens: [],
  newest: { nodes: [] },
  payments: { nodes: [], pageInfo: { hasNextPage: false, hasPreviousPage: false, endCursor: null } },
  events: [],
}

const later = '2027-01-05T01:00:00.000Z'
const newPrice = { amount: '12.99', currencyCode: 'USD' }

type Case = readonly [title: string, changes: Partial<SubscriptionDetails>, text: RegExp]

const cases: readonly Case[] = [
  ['that renews', {}, /^It gives access until 12\/29\/2026.*and renews at 12\/29\/2026/],
  ['without a time of renewal', { renewsAt: null }, /and renews then\.$/],
  [
    'that was canceled',
    { willRenew: false, cancelReason: 'USER' },
    /then it ends: canceled by the customer\.$/,
  ],
  ['that is prepaid', { willRenew: false, phase: 'PREPAID' }, /does not renew by itself\.$/],
  [
    'in its grace period',
    { status: 'IN_GRACE_PERIOD', gracePeriodEndsAt: later },
    /lasts until 01\/05\/2027/,
  ],
  ['on hold', { status: 'ON_HOLD' }, /no access while Google Play tries again/],
  ['that is paused', { status: 'PAUSED', resumesAt: later }, /until it resumes at 01\/05\/2027/],
  ['whose pause is planned', { resumesAt: later }, /planned a pause.*lasts until 01\/05\/2027/],
  ['that is pending', { status: 'PENDING', accessUntil: null }, /until Google Play confirms it\.$/],
  [
    'that ended',
    { status: 'EXPIRED', cancelReason: 'BILLING' },
    /^It ended at 12\/29.*payment declined for too long/,
  ],
  ['that was revoked', { status: 'REVOKED' }, /^Google Play took the access back/],
  ['without a known user', { user: null }, /Its user is unknown\./],
  [
    'with a price to agree to',
    { priceChange: { status: 'OUTSTANDING', needsConsent: true, consentBy: later, newPrice } },
    /has to agree to the price \$12\.99 before 01\/05\/2027.*, or it ends\.$/,
  ],
  [
    'that is stale',
    { isStale: true },
    /could not be read when the access ended\. What is shown is from 11\/29/,
  ],
  ['of the sandbox', { environment: 'SANDBOX' }, /no real money is charged\.$/],
]

test.each(cases)('the page of a subscription %s says so', (_, changes, text) => {
  expect(describeSubscription(i18n, { ...subscription, ...changes }).join(' ')).toMatch(text)
})

test('a price that applies without the agreement of the customer is no condition of the subscription', () => {
  const priceChange = { status: 'OUTSTANDING', needsConsent: false, consentBy: null, newPrice } as const
  expect(describeSubscription(i18n, { ...subscription, priceChange })).toHaveLength(1)
})
