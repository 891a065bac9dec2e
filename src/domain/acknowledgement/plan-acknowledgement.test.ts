import fc from 'fast-check'
import { expect, test } from 'vitest'
import { getDeadlineMilestones } from '../store-sync/acknowledgement-policy.ts'
import { planAcknowledgement } from './plan-acknowledgement.ts'

const hourMs = 60 * 60_000
const paidAt = new Date('2026-01-01T00:00:00Z')
const deadlineAt = new Date(paidAt.getTime() + 72 * hourMs)
const { criticalAt } = getDeadlineMilestones(paidAt, deadlineAt)

const due = (waitsForOtherLines: boolean, deadline: Date | null, consumable = true) => ({
  payment: { status: 'CONSUMED', consumable, paidAt } as const,
  isDue: true,
  waitsForOtherLines,
  acknowledgement: { deadlineAt: deadline, storeAcknowledged: false },
})

const rules = { unconsumedPolicy: 'ALLOW_AUTO_REFUND' } as const

test('a line that waits for others is never sent before the critical time, and always from then on', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 * hourMs }), fc.boolean(), (ms, consumable) => {
      const now = new Date(paidAt.getTime() + ms)
      const step = planAcknowledgement(rules, due(true, deadlineAt, consumable), now)
      expect(step.kind).toBe(now < criticalAt ? 'WAIT' : 'SEND')
      if (step.kind !== 'WAIT') return
      expect(step.until.getTime()).toBeGreaterThan(now.getTime())
      expect(step.until.getTime()).toBeLessThanOrEqual(criticalAt.getTime())
    }),
  )
})

test('a line that waits for none, or whose store has no deadline, is sent at once', () => {
  for (const step of [
    planAcknowledgement(rules, due(false, deadlineAt), paidAt),
    planAcknowledgement(rules, due(true, null), paidAt),
  ]) {
    expect(step).toEqual({ kind: 'SEND', action: 'CONSUME', final: true })
  }
})
