import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SubscriptionPeriod, SubscriptionSnapshot } from '../../stores/contract/subscription.ts'
import { toLineFacts } from './subscription-facts.ts'

const dayMs = 24 * 60 * 60_000
const at = (days: number) => new Date(Date.parse('2026-03-01T00:00:00Z') + days * dayMs)

type Case = {
  readonly state: SubscriptionSnapshot['state']
  readonly givesAccess: boolean
  /** Days from the begin of the current period, which lasts for 30. */
  readonly end: number
  readonly refund: 'NONE' | 'PARTIAL' | 'FULL'
  readonly isReplaced: boolean
  /** Whether the store still returns the current period. */
  readonly isStated: boolean
  readonly status: 'COMPLETED' | 'REFUNDED'
  readonly isCorrected: boolean
}

const anyCase: fc.Arbitrary<Case> = fc.record({
  state: fc.constantFrom('ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD', 'PAUSED', 'EXPIRED', 'REVOKED'),
  givesAccess: fc.boolean(),
  end: fc.integer({ min: 1, max: 60 }),
  refund: fc.constantFrom('NONE', 'PARTIAL', 'FULL'),
  isReplaced: fc.boolean(),
  isStated: fc.boolean(),
  status: fc.constantFrom('COMPLETED', 'REFUNDED'),
  isCorrected: fc.boolean(),
})

function applyPolicy(
  each: Case,
  policy: 'FOLLOW_STORE' | 'END_AT_ONCE' | 'KEEP_UNTIL_EXPIRY',
): { readonly accessUntil: Date | null; readonly givesAccess: boolean } {
  const refund = each.refund === 'NONE' ? null : { full: each.refund === 'FULL' }
  const period = (periodId: string, startsAt: number) => ({
    periodId,
    lineKey: 'vip',
    startsAt: at(startsAt),
    endsAt: at(startsAt + 30),
    refund: null,
    isReplaced: false,
  })
  const current = { ...period('2', 0), refund, isReplaced: each.isReplaced }
  const periods = [period('1', -30), ...(each.isStated ? [current] : [])] as unknown as SubscriptionPeriod[]
  const line = {
    lineKey: 'vip',
    storeProductId: 'vip',
    accessUntil: at(each.end),
    givesAccess: each.givesAccess,
  }
  const snapshot = { state: each.state, periods, lines: [line] } as unknown as SubscriptionSnapshot
  const payment = {
    storeTransactionId: '2',
    lineItem: 'vip',
    status: each.status,
    refundDetectedBy: each.isCorrected ? ('CORRECTION' as const) : ('NOTIFICATION' as const),
    isReplaced: each.isReplaced,
    periodStartsAt: at(0),
    periodEndsAt: at(30),
  }
  const [facts] = toLineFacts(snapshot, new Map(), { policy, payments: [payment] })
  return { accessUntil: facts?.accessUntil ?? null, givesAccess: facts?.givesAccess ?? false }
}

/** Whether the current period is refunded in full, by the word of the store or, where it states none, of the records. */
function isRefunded({ isStated, refund, isReplaced, status, isCorrected }: Case): boolean {
  if (isReplaced) return false
  if (isStated && refund === 'FULL') return true
  return status === 'REFUNDED' && (!isStated || isCorrected)
}

test('FOLLOW_STORE does what the store says', () => {
  const example = fc.property(anyCase, (each) => {
    const { end, givesAccess } = each
    expect(applyPolicy(each, 'FOLLOW_STORE')).toEqual({ accessUntil: at(end), givesAccess })
  })
  fc.assert(example)
})

test('END_AT_ONCE takes the access exactly of a current period that is refunded in full and not replaced', () => {
  const example = fc.property(anyCase, (each) => {
    expect(applyPolicy(each, 'END_AT_ONCE').givesAccess).toBe(each.givesAccess && !isRefunded(each))
  })
  fc.assert(example)
})

test('KEEP_UNTIL_EXPIRY never gives less access than the store, and not beyond the refunded period where it gives more', () => {
  const example = fc.property(anyCase, (each) => {
    const store = { accessUntil: at(each.end), givesAccess: each.givesAccess }
    const kept = applyPolicy(each, 'KEEP_UNTIL_EXPIRY')
    const isTakenBack = each.state === 'REVOKED' || each.end < 30
    expect(kept).toEqual(isRefunded(each) && isTakenBack ? { accessUntil: at(30), givesAccess: true } : store)
    if (each.givesAccess && each.state !== 'REVOKED') {
      expect(kept.givesAccess && (kept.accessUntil ?? at(0)) >= store.accessUntil).toBe(true)
    }
  })
  fc.assert(example)
})
