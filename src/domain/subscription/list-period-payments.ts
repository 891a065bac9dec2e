import { selectPeriodPaymentsAfter } from '../../db/queries/subscription-list.ts'
import { isUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { PaymentRow } from '../models.ts'
import { listPage, type Page } from '../page.ts'

type Position = { readonly startsAt: Date; readonly id: string }

/** Lists the payments of a subscription, newest period first. */
export function listPeriodPayments(
  ctx: Context,
  subscriptionId: string,
  { first, after }: { readonly first: number | null; readonly after: string | null },
): Promise<Page<PaymentRow>> {
  return listPage<PaymentRow, Position>(
    ctx.app.appId,
    { first, after, last: null, before: null },
    {
      list: `periods/${subscriptionId}`,
      encode: ({ periodStartsAt, id }) => `${periodStartsAt?.getTime() ?? 0}/${id}`,
      decode: (text) => {
        const [time = '', id = ''] = text.split('/')
        return /^\d{1,15}$/.test(time) && isUuid(id) ? { startsAt: new Date(Number(time)), id } : null
      },
      read: (span) => selectPeriodPaymentsAfter(ctx.db, ctx.app.appId, { subscriptionId, ...span }),
    },
  )
}
