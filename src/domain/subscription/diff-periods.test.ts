import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SubscriptionPeriod } from '../../stores/contract/subscription.ts'
import { diffPeriods, type RecordedPeriod } from './diff-periods.ts'

const dayMs = 86_400_000

function makePeriod(number: number): SubscriptionPeriod {
  const startsAt = new Date(number * 30 * dayMs)
  return {
    periodId: `GPA.1..${number}`,
    lineKey: 'vip',
    storeOrderId: `GPA.1..${number}`,
    storeProductId: 'vip',
    quantity: 1,
    price: { amountMicros: 9_990_000n, currencyCode: 'USD' },
    paidAt: startsAt,
    startsAt,
    endsAt: new Date((number + 1) * 30 * dayMs),
    phase: number === 0 ? 'TRIAL' : 'NORMAL',
    offer: null,
    kind: number === 0 ? 'INITIAL' : 'RENEWAL',
    replaces: null,
    refund: null,
    isReplaced: false,
  }
}

function record({ periodId, lineKey, startsAt, endsAt, paidAt, phase }: SubscriptionPeriod): RecordedPeriod {
  return {
    id: periodId,
    storeTransactionId: periodId,
    lineItem: lineKey,
    itemId: null as unknown as string,
    status: 'COMPLETED',
    paidAt,
    periodStartsAt: startsAt,
    periodEndsAt: endsAt,
    periodPhase: phase,
    isReplaced: false,
  }
}

const diff = (periods: readonly SubscriptionPeriod[], recorded: readonly RecordedPeriod[]) =>
  diffPeriods({ periods, former: null }, { recorded, status: 'ACTIVE', items: new Map() })

test('Any split of the periods into readings, in any order and with repetitions, records each period once', () => {
  const readings = fc.array(fc.uniqueArray(fc.nat({ max: 11 }), { minLength: 1 }), { minLength: 1 })
  fc.assert(
    fc.property(readings, (split) => {
      const recorded: RecordedPeriod[] = []
      for (const numbers of split) {
        const missing = diff(numbers.map(makePeriod), recorded)
        recorded.push(...missing.map(({ period }) => record(period)))
      }
      const expected = new Set(split.flat().map((number) => makePeriod(number).periodId))
      const found = recorded.map(({ storeTransactionId }) => storeTransactionId)
      expect(found.toSorted()).toEqual([...expected].toSorted())
    }),
  )
})

test('Missing periods are recorded oldest first, and each order has one event', () => {
  const missing = diff([2, 0, 1].map(makePeriod), [])
  expect(missing.map(({ kind, event }) => [kind, event?.type, event?.reason])).toEqual([
    ['INITIAL', 'SUBSCRIPTION_STARTED', 'NEW'],
    ['RENEWAL', 'SUBSCRIPTION_RENEWED', 'CONVERTED'],
    ['RENEWAL', 'SUBSCRIPTION_RENEWED', null],
  ])
})
