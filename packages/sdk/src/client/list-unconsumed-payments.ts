import { unconsumedPaymentsDocument } from '../generated/client-operations.ts'
import { readPages } from './read-pages.ts'
import { toPayment, type Payment } from './results.ts'
import type { Session } from './sessions.ts'

export async function listUnconsumedPayments(session: Session): Promise<readonly Payment[]> {
  const nodes = await readPages(async (after) => {
    const { data } = await session.execute(unconsumedPaymentsDocument, { userId: session.userIdInput, after })
    return data.result
  })
  return nodes.map(toPayment)
}
