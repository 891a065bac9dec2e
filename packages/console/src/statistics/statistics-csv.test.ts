import { expect, test } from 'vitest'
import type { StatisticsGroupFragment } from '../generated/operations.ts'
import { toCsv } from './statistics-csv.ts'

const group: StatisticsGroupFragment = {
  firstDay: '2026-11-01',
  lastDay: '2026-11-01',
  paidFrom: '2026-10-31T15:00:00Z',
  paidTo: '2026-11-01T15:00:00Z',
  store: 'GOOGLE_PLAY',
  itemId: '=HYPERLINK("x")',
  countryCode: null,
  currencyCode: 'USD',
  paymentCount: 3,
  gross: '1999999999999.999998',
  refundCount: 4,
  refunded: '5',
  net: '-3.5',
  refundedPaymentCount: 2,
  refundRate: '0.666667',
  buyerCount: null,
  averageRevenuePerBuyer: null,
}

test('the table as a CSV has exact amounts, and no text that a spreadsheet executes', () => {
  const [, row] = toCsv([group]).split('\r\n')
  expect(row).toBe(
    `2026-11-01,2026-11-01,GOOGLE_PLAY,"'=HYPERLINK(""x"")",,USD,3,1999999999999.999998,4,5,-3.5,2,0.666667,,`,
  )
})
