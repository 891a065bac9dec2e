import { expect, test } from 'vitest'
import type { LocalSale } from '../../db/queries/local-sales.ts'
import { classifyRefund } from './classify-refund.ts'

const now = new Date('2026-11-22T12:00:00Z')
const longAgo = new Date('2026-11-22T10:00:00Z')
const anHourAgo = new Date('2026-11-22T11:00:00Z')

const sale = (readAt: Date | null, ...statuses: LocalSale['payments'][number]['status'][]): LocalSale => ({
  payments: statuses.map((status, index) => ({ id: `${index}`, purchaseId: `${index}`, status })),
  readAt,
})

test.each([
  { full: true, known: sale(null, 'REFUNDED'), judgement: 'MATCH' },
  { full: false, known: sale(null, 'REFUNDED'), judgement: 'MATCH' },
  { full: true, known: sale(now, 'PAID'), judgement: 'MISMATCH' },
  { full: true, known: sale(now, 'COMPLETED'), judgement: 'MISMATCH' },
  { full: false, known: sale(longAgo, 'PAID'), judgement: 'UNKNOWN' },
  { full: false, known: sale(now, 'PAID'), judgement: 'STALE' },
  { full: true, known: sale(longAgo, 'REFUNDED', 'PAID'), judgement: 'UNKNOWN' },
  { full: true, known: sale(now, 'REFUNDED', 'PAID'), judgement: 'STALE' },
  { full: true, known: sale(null), judgement: 'UNKNOWN' },
  { full: true, known: sale(longAgo), judgement: 'UNKNOWN' },
  { full: true, known: sale(now), judgement: 'STALE' },
])('full: $full, known: $known.payments, read $known.readAt → $judgement', ({ full, known, judgement }) => {
  expect(classifyRefund(full, known, anHourAgo)).toBe(judgement)
})
