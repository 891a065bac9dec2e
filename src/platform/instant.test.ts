import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatInstant, parseInstant } from './instant.ts'

test.each([
  ['2028-02-29T23:59:59Z', '2028-02-29T23:59:59.000Z'],
  ['2026-11-29T00:00:00.123456789+09:00', '2026-11-28T15:00:00.123Z'],
  ['2026-11-29t12:00:00z', '2026-11-29T12:00:00.000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
])('%s is the instant %s', (text, expected) => {
  expect(parseInstant(text)?.toISOString()).toBe(expected)
})

test.each([
  ['a day that does not exist', '2027-02-29T00:00:00Z'],
  ['a day that does not exist, with an offset', '2027-04-31T12:00:00+09:00'],
  ['the hour 24', '2027-01-01T24:00:00Z'],
  ['a leap second', '2026-12-31T23:59:60Z'],
  ['a month 13', '2026-13-01T00:00:00Z'],
  ['an offset of 24 hours', '2026-01-01T00:00:00+24:00'],
  ['a date', '2026-01-01'],
  ['a year of five digits', '+010000-01-01T00:00:00Z'],
  ['the year 0', '0000-01-01T00:00:00Z'],
  ['a time before the year 1 by its offset', '0001-01-01T00:00:00+01:00'],
  ['no offset', '2026-01-01T00:00:00'],
  ['text after it', '2026-01-01T00:00:00Z '],
])('%s is no instant', (_, text) => {
  expect(parseInstant(text)).toBeNull()
})

test('an instant has the same text as that of toISOString, in whatever order instants are formatted', () => {
  fc.assert(
    fc.property(fc.array(fc.date({ noInvalidDate: true })), (instants) => {
      expect(instants.map(formatInstant)).toEqual(instants.map((instant) => instant.toISOString()))
    }),
  )
})
