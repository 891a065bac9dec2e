import type { PaymentConditions } from '../../db/queries/payment-list.ts'
import type { Context } from '../context.ts'
import { countPayments as countUpTo } from './scan-payments.ts'

export type PaymentCount = { readonly value: number; readonly isExact: boolean }

/** Counting more would take longer than the list itself, and nobody reads on. */
const maxCount = 10_000

/** The number of payments that match, as far as it can be counted within a call. */
export async function countPayments(ctx: Context, conditions: PaymentConditions): Promise<PaymentCount> {
  const span = { conditions, sort: 'PAID_AT', direction: 'desc', after: null, before: null } as const
  const { count, isComplete } = await countUpTo(ctx, { ...span, limit: maxCount })
  return { value: count, isExact: isComplete }
}
