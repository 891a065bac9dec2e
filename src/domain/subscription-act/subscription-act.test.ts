import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDone } from './subscription-act.ts'

const dayMs = 24 * 60 * 60_000
const end = Date.parse('2026-05-01T00:00:00Z')
const at = (days: number) => new Date(end + days * dayMs)
const extension = { kind: 'EXTEND' as const, byMs: 7 * dayMs, accessUntil: at(0) }
const active = (accessUntil: Date) => ({ status: 'ACTIVE' as const, willRenew: true, accessUntil })

test('an extension is recognised by the end of the access, or by the begin of the period after it', () => {
  const days = fc.integer({ min: 1, max: 90 })
  const example = fc.property(
    days,
    fc.integer({ min: 0, max: 3 }),
    fc.boolean(),
    (by, renewals, wasExtended) => {
      const act = { ...extension, byMs: by * dayMs }
      const firstEnd = wasExtended ? by : 0
      // Newest first. The period that the extension moves began before its end.
      const starts = Array.from({ length: renewals }, (_, index) => at(firstEnd + index * 30)).toReversed()
      const periods = [...starts, at(-30)].map((periodStartsAt) => ({ periodStartsAt }))
      expect(isDone(act, active(at(firstEnd + renewals * 30)), periods)).toBe(wasExtended)
    },
  )
  fc.assert(example)
})

test('the steps of a grace period are no extension', () => {
  const inGrace = { ...active(at(8)), status: 'IN_GRACE_PERIOD' as const }
  expect(isDone(extension, inGrace, [{ periodStartsAt: at(-30) }])).toBe(false)
})

test('a subscription that does not renew is canceled, and one that has ended is revoked', () => {
  const off = { ...active(at(0)), willRenew: false }
  const ended = { ...off, status: 'REVOKED' as const }
  expect(
    [active(at(0)), off, ended].map((each) => isDone({ ...extension, kind: 'CANCEL' }, each, [])),
  ).toEqual([false, true, true])
  expect(
    [active(at(0)), off, ended].map((each) => isDone({ ...extension, kind: 'REVOKE' }, each, [])),
  ).toEqual([false, false, true])
})
