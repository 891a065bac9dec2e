import { expect, test } from 'vitest'
import type { KnownSale } from '../../db/queries/compared-sales.ts'
import { judgeRefund } from './judge-refund.ts'

const now = new Date('2026-11-22T12:00:00Z')
const longAgo = new Date('2026-11-22T10:00:00Z')
const anHourAgo = new Date('2026-11-22T11:00:00Z')

const sale = (readAt: Date | null, ...statuses: KnownSale['payments'][number]['status'][]): KnownSale => ({
  payments: statuses.map((status, index) => ({ id: `${index}`, purchaseId: `${index}`, status })),
  readAt,
})

test.each([
  { full: true, known: sale(null, 'REFUNDED'), judgement: 'SAME' },
  { full: false, known: sale(null, 'REFUNDED'), judgement: 'SAME' },
  { full: true, known: sale(now, 'PAID'), judgement: 'DIFFERENT' },
  { full: true, known: sale(now, 'COMPLETED'), judgement: 'DIFFERENT' },
  { full: false, known: sale(longAgo, 'PAID'), judgement: 'UNCLEAR' },
  { full: false, known: sale(now, 'PAID'), judgement: 'OLD_NEWS' },
  { full: true, known: sale(longAgo, 'REFUNDED', 'PAID'), judgement: 'UNCLEAR' },
  { full: true, known: sale(now, 'REFUNDED', 'PAID'), judgement: 'OLD_NEWS' },
  { full: true, known: sale(null), judgement: 'UNCLEAR' },
  { full: true, known: sale(longAgo), judgement: 'UNCLEAR' },
  { full: true, known: sale(now), judgement: 'OLD_NEWS' },
])('full: $full, known: $known.payments, read $known.readAt → $judgement', ({ full, known, judgement }) => {
  expect(judgeRefund(full, known, anHourAgo)).toBe(judgement)
})
