import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeInstant } from './decode-instant.ts'

/** As PostgreSQL writes it: without the zeros at the end of a fraction. */
function toDatabaseText(instant: Date): string {
  const [seconds = '', fraction = ''] = instant.toISOString().replace('T', ' ').slice(0, -1).split('.')
  const digits = fraction.replace(/0+$/, '')
  return `${seconds}${digits === '' ? '' : `.${digits}`}+00`
}

const storable = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})

test('an instant of the database is the one that was stored, in whatever order instants are decoded', () => {
  fc.assert(
    fc.property(fc.array(storable), (instants) => {
      const texts = instants.map(toDatabaseText)
      expect(texts.map(decodeInstant)).toEqual(instants)
    }),
  )
})

test.each([
  ['2026-06-01 09:00:00.5+09', '2026-06-01T00:00:00.500Z'],
  ['2026-06-01 05:45:00+05:45', '2026-06-01T00:00:00.000Z'],
  ['2026-06-01 00:00:00.123456+00', '2026-06-01T00:00:00.123Z'],
])('%s, which no session of the server returns, is the instant %s', (text, expected) => {
  expect(decodeInstant(text)).toEqual(new Date(expected))
})
