import type { TransactionSql } from 'postgres'
import type { Db } from './client.ts'
import { toTransactionDb } from './transaction.ts'

/**
 * A transaction that begins when the work first writes, so that what comes before it, such as computing a hash or asking another
 * server, keeps no connection.
 */
export type LazyTransaction = {
  /**
   * The database as the work sees it: in the transaction, once it has begun.
   * @throws what ended the transaction, so that nothing is written past it
   */
  readonly current: () => Db
  readonly hasBegun: () => boolean
  /** Does nothing if it has begun. Rejects if it could not begin or has ended. */
  readonly begin: () => Promise<void>
  /** Ends it because of a statement that has failed; nothing can be written any more. */
  readonly fail: (error: unknown) => void
  /** Why it can no longer commit; null if it can. */
  readonly failure: () => Error | null
  /** Does nothing if it has not begun. Rejects, without a change, if it could not begin or a statement has failed. */
  readonly commit: () => Promise<void>
  readonly rollBack: () => Promise<void>
}

/** @param onBegin runs first in the transaction; if it throws, the transaction has not begun and nothing can be written */
export function createLazyTransaction(db: Db, onBegin: (db: Db) => Promise<void>): LazyTransaction {
  const decision = Promise.withResolvers<null>()
  let current = db
  let begun: Promise<void> | null = null
  let ended: Promise<void> = Promise.resolve()
  let failure: Error | null = null

  const fail = (error: unknown) => {
    failure ??= error instanceof Error ? error : new Error('the transaction has failed', { cause: error })
    return failure
  }
  const open = () =>
    new Promise<void>((resolve, reject) => {
      const run = async (sql: TransactionSql) => {
        current = toTransactionDb(db, sql)
        await onBegin(current)
        resolve()
        await decision.promise
      }
      ended = db.sql.begin(run)
      ended.catch((error: unknown) => reject(fail(error)))
    })
  const readCurrent = () => {
    if (failure !== null) throw failure
    return current
  }
  return {
    current: readCurrent,
    hasBegun: () => begun !== null,
    begin: async () => {
      readCurrent()
      await (begun ??= open())
    },
    fail,
    failure: () => failure,
    commit: async () => {
      if (begun === null) return
      await begun
      readCurrent()
      decision.resolve(null)
      await ended
    },
    rollBack: async () => {
      decision.promise.catch(() => undefined)
      decision.reject(new Error('the transaction is rolled back'))
      await ended.catch(() => undefined)
    },
  }
}
