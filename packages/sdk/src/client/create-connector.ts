import type { StoreTransaction } from '../bridges/bridge.ts'
import { callBridge, markReceived, toBridgeError, type ClientContext } from './client-context.ts'
import { deliverToSheet, reportTransaction } from './process-transaction.ts'
import { readTransaction } from './read-transaction.ts'
import type { Session } from './sessions.ts'

type Connector = {
  readonly connect: () => Promise<void>
  /** Waits for the transactions that the bridge has reported so far. */
  readonly waitForEvents: () => Promise<unknown>
}

/** Connects the bridge once. A failure is tried again at the next call; the sheet may work nevertheless. */
export function createConnector(ctx: ClientContext, findSession: () => Promise<Session>): Connector {
  let connection: Promise<boolean> | null = null
  const running = new Set<Promise<void>>()
  const onTransaction = (reported: StoreTransaction) => {
    const transaction = readTransaction(reported)
    if (transaction === null) {
      ctx.onError(toBridgeError(new Error('No transaction.')))
      return
    }
    // A repeated report has no effect; `reprocess` finds what failed.
    if (!markReceived(ctx, transaction) || deliverToSheet(ctx, transaction)) return
    const work = reportTransaction(ctx, findSession, transaction).finally(() => running.delete(work))
    running.add(work)
  }
  const connect = async () => {
    const start = async () => {
      await ctx.bridge.connect(onTransaction)
      return true
    }
    connection ??= callBridge(ctx, start, false)
    if (!(await connection)) connection = null
  }
  return { connect, waitForEvents: () => Promise.all(running) }
}
