import type { StoreTransaction } from '../bridges/bridge.ts'
import { callBridge, markReceived, toBridgeError, type ClientContext } from './client-context.ts'
import { deliverToSheet, reportTransaction } from './process-transaction.ts'
import { readTransaction } from './read-transaction.ts'
import type { Session } from './sessions.ts'

/** Connects the bridge once. A failure is tried again at the next call; the sheet may work nevertheless. */
export function createConnector(
  ctx: ClientContext,
  findSession: () => Promise<Session>,
): () => Promise<void> {
  let connection: Promise<boolean> | null = null
  const onTransaction = (reported: StoreTransaction) => {
    const transaction = readTransaction(reported)
    if (transaction === null) {
      ctx.onError(toBridgeError(new Error('No transaction.')))
      return
    }
    // A repeated report has no effect; `reprocess` finds what failed.
    if (markReceived(ctx, transaction) && !deliverToSheet(ctx, transaction)) {
      reportTransaction(ctx, findSession, transaction)
    }
  }
  return async () => {
    const start = async () => {
      await ctx.bridge.connect(onTransaction)
      return true
    }
    connection ??= callBridge(ctx, start, false)
    if (!(await connection)) connection = null
  }
}
