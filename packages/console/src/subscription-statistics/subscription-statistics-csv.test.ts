import { expect, test } from 'vitest'
import { toSubscriptionCsv } from './subscription-statistics-csv.ts'
import type { SubscriptionNumbers } from './subscription-statistics-search.ts'

const movement = {
  firstDay: '2026-11-01',
  lastDay: '2026-11-07',
  startsAt: '2026-10-31T15:00:00Z',
  endsAt: '2026-11-07T15:00:00Z',
  started: 5,
  resubscribed: 1,
  renewed: 9,
  recovered: 0,
  changed: 2,
  toppedUp: 0,
  expired: 3,
  revoked: 0,
}

const statistics: SubscriptionNumbers = {
  from: '2026-11-01',
  to: '2026-11-07',
  startsAt: movement.startsAt,
  endsAt: movement.endsAt,
  timeZone: 'Asia/Seoul',
  countedAt: '2026-11-07T10:00:00Z',
  current: {
    active: 7,
    inGracePeriod: 1,
    onHold: 0,
    paused: 0,
    pending: 0,
    willNotRenew: 2,
    inTrial: 1,
    shared: 0,
  },
  recurringRevenue: [
    { currencyCode: 'USD', amount: '12.345678', paymentCount: 3, subscriptionCount: 2 },
    { currencyCode: null, amount: '0', paymentCount: 1, subscriptionCount: 1 },
  ],
  movement: [movement],
  trials: {
    startsAt: movement.startsAt,
    endsAt: movement.endsAt,
    ended: 3,
    converted: 1,
    notConverted: 1,
    open: 1,
    conversionRate: '0.333333',
  },
  churn: [
    { cancelReason: 'USER', count: 2, trialCount: 1 },
    { cancelReason: null, count: 1, trialCount: 0 },
  ],
}

const rows = toSubscriptionCsv(statistics).trimEnd().split('\r\n')

test('the CSV has a row for each number that the page shows', () => {
  expect(rows[0]).toBe('figure,measure,value,firstDay,lastDay,currencyCode,cancelReason,countedAt')
  expect(rows).toHaveLength(1 + 8 + 2 * 3 + 8 + 5 + 2 * 2)
  expect(rows).toEqual(
    expect.arrayContaining([
      'current,active,7,,,,,2026-11-07T10:00:00Z',
      'movement,renewed,9,2026-11-01,2026-11-07,,,2026-11-07T10:00:00Z',
      'trials,conversionRate,0.333333,2026-11-01,2026-11-07,,,2026-11-07T10:00:00Z',
    ]),
  )
})

test('the CSV has exact amounts by currency, and leaves an unknown currency or reason empty', () => {
  expect(rows).toEqual(
    expect.arrayContaining([
      'recurringRevenue,amount,12.345678,,,USD,,2026-11-07T10:00:00Z',
      'recurringRevenue,paymentCount,1,,,,,2026-11-07T10:00:00Z',
      'churn,count,2,2026-11-01,2026-11-07,,USER,2026-11-07T10:00:00Z',
      'churn,count,1,2026-11-01,2026-11-07,,,2026-11-07T10:00:00Z',
    ]),
  )
})
