import type { StatisticsGroupFragment } from '../generated/operations.ts'
import { toCsvText } from './csv.ts'

const columns = [
  'firstDay',
  'lastDay',
  'store',
  'itemId',
  'countryCode',
  'currencyCode',
  'paymentCount',
  'gross',
  'refundCount',
  'refunded',
  'net',
  'refundedPaymentCount',
  'refundRate',
  'buyerCount',
  'averageRevenuePerBuyer',
] as const satisfies readonly (keyof StatisticsGroupFragment)[]

/** The table as a CSV, with exact amounts. */
export const toCsv = (groups: readonly StatisticsGroupFragment[]): string =>
  toCsvText([columns, ...groups.map((group) => columns.map((column) => group[column]))])
