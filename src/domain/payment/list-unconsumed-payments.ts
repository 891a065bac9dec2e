import type { Context } from '../context.ts'
import type { PaymentRow, StoreValue } from '../models.ts'
import type { Page } from '../page.ts'
import { RequestError } from '../../platform/request-error.ts'
import { resolveUser } from '../user/resolve-user.ts'
import { listPayments } from './list-payments.ts'

/** Lists the payments of a user that are not consumed, oldest first. The list of a user who is not registered is empty. */
export async function listUnconsumedPayments(
  ctx: Context,
  request: { userId: string | null; store: StoreValue | null; first: number | null; after: string | null },
): Promise<Page<PaymentRow>> {
  const resolved = await resolveUser(ctx, request.userId)
  if ('problem' in resolved) {
    const { code, message } = resolved.problem
    if (code === 'USER_NOT_REGISTERED') return { edges: [], hasNextPage: false, hasPreviousPage: false }
    throw new RequestError(code === 'USER_TOKEN_REQUIRED' ? 'UNAUTHENTICATED' : 'BAD_USER_INPUT', message)
  }
  return listPayments(ctx, {
    conditions: {
      status: ['PAID'],
      userId: resolved.user.id,
      ...(request.store === null ? {} : { store: [request.store] }),
    },
    direction: 'asc',
    first: request.first,
    after: request.after,
    last: null,
    before: null,
  })
}
