import type { StoreTransaction } from '../bridges/bridge.ts'
import { CoinslotError } from '../core/coinslot-error.ts'
import { callBridge, markReceived, reportFailure, type ClientContext } from './client-context.ts'
import { deliverToSheet, processTransaction } from './process-transaction.ts'
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
      ctx.onError(new CoinslotError('BRIDGE_FAILED', 'No transaction.'))
      return
    }
    // A repeated report has no effect; `reprocess` finds what failed.
    if (!markReceived(ctx, transaction) || deliverToSheet(ctx, transaction)) return
    const process = async () => {
      const result = await processTransaction(ctx, await findSession(), transaction)
      if (result !== null) ctx.notify(result)
    }
    void reportFailure(ctx, process())
  }
  return async () => {
    connection ??= callBridge(
      ctx,
      async () => {
        await ctx.bridge.connect(onTransaction)
        return true
      },
      false,
    )
    if (!(await connection)) connection = null
  }
}
