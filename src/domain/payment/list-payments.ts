import {
  selectPayments,
  type PaymentConditions,
  type PaymentCursor,
  type PaymentRow,
} from '../../db/queries/payments.ts'
import { isStorableInstant } from '../../platform/instant.ts'
import type { Context } from '../context.ts'
import { listPage, type Page, type PageRequest } from '../page.ts'

/** Lists payments by the time of payment, in either direction. */
export async function listPayments(
  ctx: Context,
  request: PageRequest & { conditions: PaymentConditions; direction: 'asc' | 'desc' },
): Promise<Page<PaymentRow>> {
  return listPage(ctx.app.appId, request, {
    list: 'payments',
    encode: (payment) => `${payment.paidAt.toISOString()} ${payment.id}`,
    decode: parsePosition,
    read: ({ after, before, limit, reversed }) =>
      selectPayments(ctx.db, ctx.app.appId, {
        conditions: request.conditions,
        direction: reversed === (request.direction === 'asc') ? 'desc' : 'asc',
        ...(reversed ? { after: before, before: after } : { after, before }),
        limit,
      }),
  })
}

const positionPattern =
  /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/

function parsePosition(text: string): PaymentCursor | null {
  const [, time = '', id = ''] = positionPattern.exec(text) ?? []
  const paidAt = new Date(time)
  return isStorableInstant(paidAt) ? { paidAt, id } : null
}
