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

const rules = { acknowledgeBy: 'SERVER', unconsumedPolicy: 'ALLOW_AUTO_REFUND' } as const

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

test('where the app acknowledges, the server sends nothing, and reads the store from half-time on, ever more often', () => {
  const clientRules = { acknowledgeBy: 'CLIENT', unconsumedPolicy: 'ACKNOWLEDGE' } as const
  const { warnAt } = getDeadlineMilestones(paidAt, deadlineAt)
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 100 * hourMs }), fc.boolean(), (ms, isConsumable) => {
      const now = new Date(paidAt.getTime() + ms)
      const step = planAcknowledgement(clientRules, due(false, deadlineAt, isConsumable), now)
      if (now < warnAt) expect(step).toEqual({ kind: 'WAIT', until: warnAt })
      else if (now.getTime() < deadlineAt.getTime() + 5 * 60_000) {
        if (step.kind !== 'CHECK') throw new Error(step.kind)
        const waitMs = step.nextAt.getTime() - now.getTime()
        expect(waitMs).toBeGreaterThan(0)
        expect(waitMs).toBeLessThanOrEqual(
          Math.max((deadlineAt.getTime() - now.getTime()) / 2 + 1, 10 * 60_000),
        )
        if (now < criticalAt)
          expect(step.nextAt.getTime()).toBeLessThanOrEqual(criticalAt.getTime() + 10 * 60_000)
      } else expect(step).toEqual({ kind: 'REFRESH' })
    }),
  )
})

test('where the app acknowledges and the store has no deadline, the store is read once a day', () => {
  const clientRules = { acknowledgeBy: 'CLIENT', unconsumedPolicy: 'ALLOW_AUTO_REFUND' } as const
  expect(planAcknowledgement(clientRules, due(false, null), paidAt)).toEqual({
    kind: 'CHECK',
    nextAt: new Date(paidAt.getTime() + 24 * hourMs),
  })
})
