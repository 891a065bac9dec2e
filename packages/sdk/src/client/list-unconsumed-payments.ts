import { unconsumedPaymentsDocument } from '../generated/client-operations.ts'
import type { ClientContext } from './client-context.ts'
import { readPages } from './read-pages.ts'
import { toPayment, type Payment } from './results.ts'
import type { Session } from './sessions.ts'

/** What the server lists, and what this device may have consumed and has not delivered. */
export async function listUnconsumedPayments(
  ctx: ClientContext,
  session: Session,
): Promise<readonly Payment[]> {
  const kept = await ctx.deliveries.list().catch(() => [])
  const nodes = await readPages(async (after) => {
    const { data } = await session.execute(unconsumedPaymentsDocument, { userId: session.userIdInput, after })
    return data.result
  })
  const payments = nodes.map(toPayment)
  const owed = kept.filter(({ userId }) => userId === session.userId)
  // The server may not show their purchase tokens, and does not list what is consumed.
  const others = payments.filter(({ id }) => !owed.some((payment) => payment.id === id))
  return [...owed.map(({ key: _key, ...payment }) => payment), ...others]
}
