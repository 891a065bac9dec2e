import { expect, test } from 'vitest'
import { planNextCheck } from './plan-next-check.ts'

const dayMs = 24 * 60 * 60_000
const now = new Date('2030-01-01T00:00:00Z')
const inDays = (days: number) => new Date(now.getTime() + days * dayMs)

const active = {
  status: 'ACTIVE',
  accessUntil: inDays(300),
  gracePeriodEndsAt: null,
  resumesAt: null,
  pendingChangeAt: null,
  pendingProductId: null,
  priceChangeStatus: null,
  consentBy: null,
  acknowledgementDeadlineAt: null,
  startedAt: now,
} as const

const weekly = { answersAfterEndMs: 60 * dayMs, maxUnreadMs: 7 * dayMs }
const listed = { ...weekly, maxUnreadMs: null }

test('a subscription of a store without a list of revocations is read weekly while it gives access', () => {
  expect(planNextCheck(active, weekly, now)).toEqual(inDays(7))
  expect(planNextCheck({ ...active, status: 'ON_HOLD' }, weekly, now)).not.toEqual(inDays(7))
})

test('a subscription of a store with such a list is read after the end of its access', () => {
  expect(planNextCheck(active, listed, now)).toEqual(new Date(inDays(300).getTime() + 2 * 60_000))
})

test('what happens sooner than a week is read sooner', () => {
  const ending = { ...active, accessUntil: inDays(3) }
  expect(planNextCheck(ending, weekly, now)).toEqual(new Date(inDays(3).getTime() + 2 * 60_000))
  expect(planNextCheck({ ...active, pendingProductId: 'gold' }, weekly, now)).toEqual(inDays(1))
})
