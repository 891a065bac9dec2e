import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'

import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { SubscriptionSnapshot } from '../contract/subscription.ts'
import { oneStoreDefaults } from './config.ts'
import { parseSubscriptionDetail } from './subscription-detail.ts'
import { toSubscriptionSnapshot } from './subscription-mapper.ts'

const fieldsSchema = z.record(z.string(), z.unknown())
const fixture = z
  .object({
    readAt: z.iso.datetime(),
    detail: fieldsSchema,
    cases: z.array(z.object({ name: z.string(), changes: fieldsSchema, expected: fieldsSchema })),
  })
  .parse(
    JSON.parse(
      readFileSync(
        new URL('../../../test/fixtures/one-store/subscription-details.json', import.meta.url),
        'utf8',
      ),
    ),
  )

const reference = {
  productId: 'pass',
  purchaseToken: 'TOKEN',
  marketCode: 'MKT_ONE',
  environment: 'PRODUCTION',
  accountToken: null,
  orderId: null,
} as const
const { subscriptions } = oneStoreDefaults

function snapshotOf(
  changes: Record<string, unknown>,
  knownPeriodIds: readonly string[] = [],
): SubscriptionSnapshot {
  const body = JSON.stringify({ ...fixture.detail, ...changes })
  const found = {
    detail: parseSubscriptionDetail(body, subscriptions),
    environment: 'PRODUCTION',
    body,
    readAt: new Date(fixture.readAt),
  } as const
  return toSubscriptionSnapshot({ found, reference, config: oneStoreDefaults, knownPeriodIds })
}

/** Times as text and amounts without bigints, as the fixture writes them. */
function toPlain(snapshot: SubscriptionSnapshot): unknown {
  return JSON.parse(
    JSON.stringify(snapshot, (_name, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    ),
  )
}

test.each(fixture.cases)('$name', ({ changes, expected }) => {
  expect(toPlain(snapshotOf(changes))).toMatchObject(expected)
})

describe('the last period of a subscription', () => {
  test('the first period begins with the subscription, and a later one when it is read', () => {
    const [first] = snapshotOf({}).periods
    expect(first).toMatchObject({
      periodId: '26030100000000000001',
      price: { amountMicros: 9_900_000_000n, currencyCode: 'KRW' },
      startsAt: new Date('2026-03-01T00:00:00.000Z'),
      endsAt: new Date('2026-04-01T00:00:00.000Z'),
      kind: 'UNKNOWN',
    })
    expect(snapshotOf({}, ['an earlier one']).periods[0]?.startsAt).toEqual(new Date(fixture.readAt))
  })

  test.each([
    [{ paymentState: 2 }, 0n],
    [{ promotionPrice: '1900' }, 1_900_000_000n],
    [{ promotionPrice: 0 }, 0n],
    [{}, 9_900_000_000n],
  ])('a period with %j has the price that was charged', (changes, amountMicros) => {
    expect(snapshotOf(changes).periods[0]?.price?.amountMicros).toBe(amountMicros)
  })

  test('what a change of the plan charged is unknown, and the renewal after it has its price', () => {
    const changed = { linkedPurchaseToken: 'OLDTOKEN' }
    expect(snapshotOf(changed).periods[0]?.price).toBeNull()
    // Also when the same payment is read again.
    expect(snapshotOf(changed, [fixture.detail['lastPurchaseId'] as string]).periods[0]?.price).toBeNull()
    const renewed = snapshotOf(changed, ['26020100000000000001'])
    expect(renewed.periods[0]?.price?.amountMicros).toBe(9_900_000_000n)
  })
})

test('other names of the fields are configuration', () => {
  const fieldNames = { ...subscriptions.fieldNames, lastPurchaseId: 'latestPurchaseId' }
  const body = JSON.stringify({ ...fixture.detail, lastPurchaseId: 'other', latestPurchaseId: 'this' })
  expect(parseSubscriptionDetail(body, { fieldNames }).lastPurchaseId).toBe('this')
})

test.each(['<html></html>', '[]', '{}', JSON.stringify({ expiryTimeMillis: 'soon' })])(
  'the text %s says nothing about a subscription: the store counts as unavailable',
  (body) => {
    expect(() => parseSubscriptionDetail(body, subscriptions)).toThrow(StoreUnavailableError)
  },
)

test('odd values of optional fields never fail a reading, and give no access behind the end', () => {
  const odd = fc.oneof(fc.integer(), fc.string(), fc.constant(null), fc.boolean(), fc.object(), fc.double())
  const names = Object.keys(subscriptions.fieldNames).filter((name) => name !== 'expiryTimeMillis')
  const changes = fc.record(Object.fromEntries(names.map((name) => [name, odd])), { requiredKeys: [] })
  const end = fc.integer({ min: 1, max: Date.parse('2029-01-01') })
  fc.assert(
    fc.property(changes, end, (fields, expiryTimeMillis) => {
      const snapshot = snapshotOf({ ...fields, expiryTimeMillis })
      const hasEnded = expiryTimeMillis <= Date.parse(fixture.readAt)
      expect(snapshot.accessUntil).toEqual(new Date(expiryTimeMillis))
      if (hasEnded) expect(snapshot.lines[0]?.givesAccess).toBe(false)
      expect(snapshot.periods.length).toBeLessThanOrEqual(1)
    }),
  )
})
