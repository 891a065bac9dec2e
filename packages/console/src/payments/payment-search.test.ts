import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSearch, stringifySearch } from '../app/search-text.ts'
import { countConditions, readPaymentSearch, toPaymentFilter, toPaymentVariables } from './payment-search.ts'

test('a view survives its address', () => {
  const search = readPaymentSearch({
    status: 'PAID,REFUNDED',
    environment: 'SANDBOX',
    order: 'GPA.1234-5678',
    transaction: '20000123456',
    currency: 'krw',
    min: '0.01',
    from: '2026-11-01',
  })
  const text = stringifySearch(search)
  expect(text).toContain('status=PAID,REFUNDED')
  expect(text).toContain('transaction=20000123456')
  expect(readPaymentSearch(parseSearch(text))).toEqual(search)
})

test('every text of an address gives a view that its own address gives again', () => {
  const names = ['status', 'store', 'sort', 'user', 'order', 'currency', 'min', 'from', 'columns', 'other']
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (parameters) => {
      const search = readPaymentSearch(parameters)
      expect(readPaymentSearch(parseSearch(stringifySearch(search)))).toEqual(search)
    }),
  )
})

test('what is unknown or malformed in an address is left out', () => {
  const search = readPaymentSearch({
    status: 'LOST,PAID',
    store: 'SHOP',
    min: '1e9',
    from: 'today',
    sort: 'x',
  })
  expect(search).toEqual({ status: ['PAID'] })
})

test('blanks and characters without width around a pasted id are removed', () => {
  expect(readPaymentSearch({ order: ' \u200bGPA.1\ufeff ' })).toEqual({ order: 'GPA.1' })
})

test('a range of prices and a sort by price need a currency', () => {
  expect(toPaymentFilter({ min: '5' })).toEqual({})
  expect(toPaymentFilter({ min: '5', currency: 'USD' })).toEqual({
    currencyCode: 'USD',
    priceBetween: { from: '5' },
  })
  expect(toPaymentVariables({ sort: 'PRICE_DESC' }).orderBy).toBe('PAID_AT_DESC')
  expect(toPaymentVariables({ sort: 'PRICE_DESC', currency: 'USD' }).orderBy).toBe('PRICE_DESC')
})

test('the last day of a period is part of it', () => {
  const { paidBetween } = toPaymentFilter({ from: '2026-11-30', to: '2026-11-30' })
  const [from, to] = [paidBetween?.from, paidBetween?.to].map((time) => new Date(time ?? '').getTime())
  expect((to ?? 0) - (from ?? 0)).toBe(24 * 60 * 60_000)
})

test('the conditions on periods of subscriptions are those of the list', () => {
  const ends = '2026-11-01T15:00:00.000Z_2026-11-02T15:00:00.000Z'
  const search = readPaymentSearch({
    kind: 'RENEWAL,LOST',
    again: 'no',
    phase: 'TRIAL',
    outcome: 'OPEN',
    ends,
  })
  const [from, to] = ends.split('_')
  expect(toPaymentFilter(search)).toEqual({
    periodKind: ['RENEWAL'],
    isResubscription: false,
    periodPhase: ['TRIAL'],
    trialOutcome: ['OPEN'],
    periodEndsBetween: { from, to },
  })
  expect(toPaymentFilter(readPaymentSearch({ current: to, ends: 'soon' }))).toEqual({ currentPeriodAt: to })
})

test('a page before a cursor is read backwards', () => {
  expect(toPaymentVariables({ before: 'c1' })).toMatchObject({ last: 50, before: 'c1' })
  expect(toPaymentVariables({ after: 'c1' })).toMatchObject({ first: 50, after: 'c1' })
})

test('conditions are counted without the page, the order and the columns', () => {
  expect(countConditions({ status: ['PAID'], from: '2026-11-30', after: 'c', sort: 'PAID_AT_ASC' })).toBe(2)
})
