import {
  selectUserPaymentTotals,
  selectUserRefundTotals,
  type PaymentTotalsRow,
  type RefundTotalsRow,
} from '../../db/queries/user-totals.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { AppContext } from '../context.ts'

export type { PaymentTotalsRow, RefundTotalsRow }

type Environment = 'PRODUCTION' | 'SANDBOX'

/** Counts over all currencies; amounts only in `currencies`. */
export type UserPaymentTotals = Pick<
  PaymentTotalsRow,
  'paymentCount' | 'unconsumedCount' | 'refundedPaymentCount'
> & { readonly currencies: readonly PaymentTotalsRow[]; readonly isExact: boolean }

export type UserRefundTotals = Pick<RefundTotalsRow, 'refundCount' | 'afterConsumeCount'> & {
  readonly since: Date | null
  readonly currencies: readonly RefundTotalsRow[]
  readonly isExact: boolean
}

const maxMonths = 24

export async function getUserPaymentTotals(
  { db, app }: AppContext,
  userId: string,
  environment: Environment,
): Promise<UserPaymentTotals> {
  const { groups, isExact } = await selectUserPaymentTotals(db, app.appId, { userId, environment })
  return {
    paymentCount: sum(groups, ({ paymentCount }) => paymentCount),
    unconsumedCount: sum(groups, ({ unconsumedCount }) => unconsumedCount),
    refundedPaymentCount: sum(groups, ({ refundedPaymentCount }) => refundedPaymentCount),
    currencies: groups,
    isExact,
  }
}

/** @throws RequestError `BAD_USER_INPUT` for a number of months that is not allowed */
export async function getUserRefundTotals(
  { db, app, clock }: AppContext,
  userId: string,
  { environment, lastMonths }: { readonly environment: Environment; readonly lastMonths: number | null },
): Promise<UserRefundTotals> {
  if (lastMonths !== null && (lastMonths < 1 || lastMonths > maxMonths)) {
    throw new RequestError('BAD_USER_INPUT', `lastMonths must be between 1 and ${maxMonths}.`)
  }
  const since = lastMonths === null ? null : subtractMonths(clock(), lastMonths)
  const { groups, isExact } = await selectUserRefundTotals(db, app.appId, { userId, environment, since })
  return {
    since,
    refundCount: sum(groups, ({ refundCount }) => refundCount),
    afterConsumeCount: sum(groups, ({ afterConsumeCount }) => afterConsumeCount),
    currencies: groups,
    isExact,
  }
}

/** The same time of the same day in an earlier month, or of its last day if it has no such day. In UTC. */
function subtractMonths(time: Date, months: number): Date {
  const result = new Date(time)
  result.setUTCDate(1)
  result.setUTCMonth(result.getUTCMonth() - months)
  const lastDay = new Date(Date.UTC(result.getUTCFullYear(), result.getUTCMonth() + 1, 0)).getUTCDate()
  result.setUTCDate(Math.min(time.getUTCDate(), lastDay))
  return result
}

function sum<Row>(rows: readonly Row[], read: (row: Row) => number): number {
  return rows.reduce((total, row) => total + read(row), 0)
}
