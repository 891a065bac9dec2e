import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasControlCharacter } from '../platform/text.ts'
import { readReasonExtension, readReasonHeader } from './audit-reason.ts'

const read = (...values: string[]) => readReasonHeader({ headersDistinct: { 'x-coinslot-reason': values } })

test('a reason arrives as it was percent-encoded, whatever it says', () => {
  const reasons = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 250 })
    .filter((text) => !hasControlCharacter(text) && text.length <= 500)
  fc.assert(
    fc.property(reasons, (reason) => {
      expect(read(encodeURIComponent(reason))).toBe(reason)
      expect(readReasonExtension({ reason })).toBe(reason)
    }),
  )
})

test('any header is a reason without control characters or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (value) => {
      try {
        const reason = read(value) ?? ''
        expect(hasControlCharacter(reason)).toBe(false)
        expect(reason.length).toBeLessThanOrEqual(500)
      } catch (error) {
        expect(error).toMatchObject({ code: 'BAD_USER_INPUT' })
      }
    }),
  )
})

test('a request without the header, or with an empty one, has no reason', () => {
  expect([read(), read('')]).toEqual([null, null])
  expect([undefined, null, {}, { reason: null }].map(readReasonExtension)).toEqual([null, null, null, null])
})

test('a request with two reasons is refused', () => {
  expect(() => read('one', 'two')).toThrow('several')
})
