import { describe, expect, test } from 'vitest'
import { compareIssues, rateIssue } from './rate-issue.ts'

const now = new Date('2026-11-29T12:00:00Z')
const inHours = (hours: number) => new Date(now.getTime() + hours * 60 * 60_000)
const issue = { code: null, since: null, deadline: null, paidTo: null }

describe('the severity', () => {
  test.each([
    ['ACKNOWLEDGEMENT_DEADLINE', { code: 'WARNING', deadline: inHours(30) }, 'WARNING'],
    ['ACKNOWLEDGEMENT_DEADLINE', { code: 'WARNING', deadline: inHours(5) }, 'CRITICAL'],
    ['ACKNOWLEDGEMENT_DEADLINE', { code: 'CRITICAL', deadline: inHours(30) }, 'CRITICAL'],
    ['ACKNOWLEDGEMENT_FAILED', {}, 'CRITICAL'],
    ['DELIVERIES_FAILED', { since: inHours(-23) }, 'WARNING'],
    ['DELIVERIES_FAILED', { since: inHours(-25) }, 'CRITICAL'],
    ['REFUND_REVIEWS_PENDING', { deadline: inHours(4) }, 'WARNING'],
    ['REFUND_REVIEWS_PENDING', { deadline: inHours(-1) }, 'CRITICAL'],
    ['WEBHOOK_PAUSED', { code: 'MANUAL' }, 'NOTICE'],
    ['WEBHOOK_PAUSED', { code: 'FAILING' }, 'CRITICAL'],
    ['WEBHOOK_FAILING', { since: inHours(-0.5) }, 'WARNING'],
    ['EVENT_CONSUMER_LAGGING', { since: inHours(-2) }, 'CRITICAL'],
    ['PAYMENTS_UNCONSUMED', { paidTo: inHours(-1) }, 'WARNING'],
    ['PAYMENTS_UNCONSUMED', { paidTo: inHours(-0.2) }, 'NOTICE'],
    ['VERIFICATIONS_FAILED', { code: 'STORE_MISCONFIGURED' }, 'CRITICAL'],
    ['VERIFICATIONS_FAILED', { code: 'STORE_UNAVAILABLE' }, 'WARNING'],
    ['VERIFICATIONS_FAILED', { code: 'RECEIPT_INVALID' }, 'NOTICE'],
    ['SALES_UNATTRIBUTED', {}, 'NOTICE'],
    ['SALES_UNATTRIBUTED', { deadline: inHours(20) }, 'CRITICAL'],
    ['SERVER_KEY_EXPIRING', { deadline: inHours(24 * 7) }, 'WARNING'],
  ] as const)('of %s with %o is %s', (kind, details, severity) => {
    expect(rateIssue({ ...issue, kind, ...details }, now)).toBe(severity)
  })
})

describe('the order', () => {
  test('has the most severe first, then the nearest deadline, then what lasts the longest', () => {
    const sorted = [
      { severity: 'CRITICAL', deadline: inHours(1), since: null },
      { severity: 'CRITICAL', deadline: inHours(2), since: null },
      { severity: 'CRITICAL', deadline: null, since: inHours(-9) },
      { severity: 'CRITICAL', deadline: null, since: inHours(-3) },
      { severity: 'CRITICAL', deadline: null, since: null },
      { severity: 'WARNING', deadline: inHours(-5), since: null },
      { severity: 'NOTICE', deadline: inHours(-6), since: null },
    ] as const
    expect(sorted.toReversed().toSorted(compareIssues)).toEqual(sorted)
  })
})
