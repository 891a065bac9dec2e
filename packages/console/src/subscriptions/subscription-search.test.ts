import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from '../app/search-text.ts'
import { isFiltered, readSubscriptionSearch, toSubscriptionVariables } from './subscription-search.ts'

const ended = '2026-11-01T15:00:00.000Z_2026-11-02T15:00:00.000Z'

test('a view survives its address', () => {
  const search = readSubscriptionSearch({
    status: 'IN_GRACE_PERIOD,ACTIVE',
    phase: 'TRIAL',
    reason: 'NONE',
    ended,
  })
  expect(search).toEqual({ status: ['ACTIVE', 'IN_GRACE_PERIOD'], phase: ['TRIAL'], reason: 'NONE', ended })
  expect(readSubscriptionSearch(parseSearch(stringifySearch(search)))).toEqual(search)
})

test('every text of an address gives a view that its own address gives again', () => {
  const names = ['status', 'store', 'renews', 'owner', 'user', 'item', 'phase', 'reason', 'ended', 'other']
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (parameters) => {
      const search = readSubscriptionSearch(parameters)
      expect(readSubscriptionSearch(parseSearch(stringifySearch(search)))).toEqual(search)
    }),
  )
})

test('the conditions of a view are those of the list', () => {
  const { filter } = toSubscriptionVariables({ renews: 'no', owner: 'unknown', reason: 'BILLING', ended })
  const [from, to] = ended.split('_')
  expect(filter).toEqual({
    willRenew: false,
    isUnattributed: true,
    cancelReason: ['BILLING'],
    endedBetween: { from, to },
  })
  expect(toSubscriptionVariables({ reason: 'NONE' }).filter).toEqual({ hasCancelReason: false })
  expect(isFiltered({ after: 'c1' })).toBe(false)
})
