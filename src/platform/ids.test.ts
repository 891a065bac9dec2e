import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeId, decodeUuid, encodeId, encodeUuid, isUuid, newUuid } from './ids.ts'

/*
 * The test vectors of the TypeID specification 0.3, from spec/valid.json and spec/invalid.json of
 * https://github.com/jetify-com/typeid (Copyright Jetify Inc., Apache License 2.0). The specification's own prefix is replaced by
 * `pay`, because this module knows only the prefixes of Coinslot; the vectors without a prefix test the suffix.
 */
const validSuffixes = [
  ['nil', '00000000000000000000000000', '00000000-0000-0000-0000-000000000000'],
  ['one', '00000000000000000000000001', '00000000-0000-0000-0000-000000000001'],
  ['ten', '0000000000000000000000000a', '00000000-0000-0000-0000-00000000000a'],
  ['sixteen', '0000000000000000000000000g', '00000000-0000-0000-0000-000000000010'],
  ['thirty-two', '00000000000000000000000010', '00000000-0000-0000-0000-000000000020'],
  ['max-valid', '7zzzzzzzzzzzzzzzzzzzzzzzzz', 'ffffffff-ffff-ffff-ffff-ffffffffffff'],
  ['valid-alphabet', '0123456789abcdefghjkmnpqrs', '0110c853-1d09-52d8-d73e-1194e95b5f19'],
  ['valid-uuidv7', '01h455vb4pex5vsknk084sn02q', '01890a5d-ac96-774b-bcce-b302099a8057'],
] as const

const invalidIds = [
  ['prefix-uppercase', 'PAY_00000000000000000000000000'],
  ['prefix-numeric', '12345_00000000000000000000000000'],
  ['prefix-period', 'pa.y_00000000000000000000000000'],
  ['prefix-non-ascii', 'páy_00000000000000000000000000'],
  ['prefix-spaces', '  pay_00000000000000000000000000'],
  [
    'prefix-64-chars',
    'abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl_00000000000000000000000000',
  ],
  ['separator-empty-prefix', '_00000000000000000000000000'],
  ['separator-empty', '_'],
  ['suffix-short', 'pay_1234567890123456789012345'],
  ['suffix-long', 'pay_123456789012345678901234567'],
  ['suffix-spaces', 'pay_1234567890123456789012345 '],
  ['suffix-uppercase', 'pay_0123456789ABCDEFGHJKMNPQRS'],
  ['suffix-hyphens', 'pay_123456789-123456789-123456'],
  ['suffix-wrong-alphabet', 'pay_ooooooiiiiiiuuuuuuulllllll'],
  ['suffix-ambiguous-crockford', 'pay_i23456789ol23456789oi23456'],
  ['suffix-hyphens-crockford', 'pay_123456789-0123456789-0123456'],
  ['suffix-overflow', 'pay_8zzzzzzzzzzzzzzzzzzzzzzzzz'],
  ['prefix-underscore-start', '_pay_00000000000000000000000000'],
  ['prefix-underscore-end', 'pay__00000000000000000000000000'],
] as const

describe('the TypeID specification', () => {
  test.each(validSuffixes)('its valid vector %s is encoded and decoded', (_, suffix, uuid) => {
    expect(encodeUuid(uuid)).toBe(suffix)
    expect(decodeUuid(suffix)).toBe(uuid)
    expect(encodeId('pay', uuid)).toBe(`pay_${suffix}`)
    expect(decodeId('pay', `pay_${suffix}`)).toBe(uuid)
  })

  test.each(invalidIds)('its invalid vector %s is rejected', (_, id) => {
    expect(decodeId('pay', id)).toBeNull()
  })
})

test('an id with another prefix is rejected', () => {
  expect(decodeId('pay', 'pur_01h455vb4pex5vsknk084sn02q')).toBeNull()
})

test('every UUID survives encoding and decoding, and ids sort as their UUIDs do', () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (first, second) => {
      expect(decodeUuid(encodeUuid(first))).toBe(first)
      expect(encodeUuid(first) < encodeUuid(second)).toBe(first < second)
    }),
  )
})

test('a new UUID is a UUIDv7 of the current time, in the form of the database', () => {
  const before = Date.now()
  const uuid = newUuid()
  expect(isUuid(uuid)).toBe(true)
  expect(uuid).toMatch(/^.{14}7.{4}[89ab]/)
  const time = Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)
  expect(time).toBeGreaterThanOrEqual(before)
  // A process that draws more than 4,096 in a millisecond is ahead of its clock.
  expect(time).toBeLessThan(Date.now() + 1_000)
})

test('new UUIDs sort by the order of their creation and are all different, however many a millisecond has', () => {
  const uuids = Array.from({ length: 50_000 }, newUuid)
  expect(uuids).toEqual(uuids.toSorted())
  expect(new Set(uuids).size).toBe(uuids.length)
  expect(new Set(uuids.map((uuid) => uuid.slice(19))).size).toBe(uuids.length)
})
