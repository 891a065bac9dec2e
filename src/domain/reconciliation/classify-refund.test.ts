import { expect, test } from 'vitest'
import type { LocalSale } from '../../db/queries/local-sales.ts'
import { classifyRefund } from './classify-refund.ts'

const now = new Date('2026-11-22T12:00:00Z')
const longAgo = new Date('2026-11-22T10:00:00Z')
const anHourAgo = new Date('2026-11-22T11:00:00Z')

const sale = (readAt: Date | null, ...statuses: LocalSale['payments'][number]['status'][]): LocalSale => ({
  payments: statuses.map((status, index) => ({
    id: `${index}`,
    purchaseId: `${index}`,
    subscriptionId: null,
    status,
  })),
  readAt,
})

test.each([
  { full: true, known: sale(null, 'REFUNDED'), expected: 'MATCH' },
  { full: false, known: sale(null, 'REFUNDED'), expected: 'MATCH' },
  { full: true, known: sale(now, 'PAID'), expected: 'MISMATCH' },
  { full: true, known: sale(now, 'COMPLETED'), expected: 'MISMATCH' },
  { full: false, known: sale(longAgo, 'PAID'), expected: 'UNKNOWN' },
  { full: false, known: sale(now, 'PAID'), expected: 'STALE' },
  { full: true, known: sale(longAgo, 'REFUNDED', 'PAID'), expected: 'UNKNOWN' },
  { full: true, known: sale(now, 'REFUNDED', 'PAID'), expected: 'STALE' },
  { full: true, known: sale(null), expected: 'UNKNOWN' },
  { full: true, known: sale(longAgo), expected: 'UNKNOWN' },
  { full: true, known: sale(now), expected: 'STALE' },
])(
  'a refund with full: $full, payments $known.payments, read $known.readAt is classified as $expected',
  ({ full, known, expected }) => {
    expect(classifyRefund(full, known, anHourAgo)).toBe(expected)
  },
)
