import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createZonedTimeFormat, isTimeZone } from './zoned-time.ts'

test('a time has the offset that its zone has at that time', () => {
  const inSeoul = createZonedTimeFormat('Asia/Seoul')
  expect(inSeoul(new Date('2026-11-29T15:04:05.006Z'))).toBe('2026-11-30T00:04:05.006+09:00')
  const inBerlin = createZonedTimeFormat('Europe/Berlin')
  expect(inBerlin(new Date('2026-01-01T00:00:00Z'))).toBe('2026-01-01T01:00:00.000+01:00')
  expect(inBerlin(new Date('2026-07-01T00:00:00Z'))).toBe('2026-07-01T02:00:00.000+02:00')
  expect(createZonedTimeFormat('UTC')(new Date('2026-01-01T00:00:00Z'))).toBe('2026-01-01T00:00:00.000+00:00')
})

test('a formatted time is the same time', () => {
  const [min, max] = [new Date('1980-01-01T00:00:00Z'), new Date('2100-01-01T00:00:00Z')]
  const zones = fc.constantFrom('Asia/Seoul', 'Asia/Kathmandu', 'America/St_Johns', 'Europe/Berlin', 'UTC')
  fc.assert(
    fc.property(fc.date({ min, max, noInvalidDate: true }), zones, (time, zone) => {
      expect(new Date(createZonedTimeFormat(zone)(time))).toEqual(time)
    }),
  )
})

test('only names of time zones are accepted', () => {
  expect(['Asia/Seoul', 'UTC', '+09:00', '', 'Asia/Nowhere', 'x'.repeat(100)].map(isTimeZone)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ])
})
