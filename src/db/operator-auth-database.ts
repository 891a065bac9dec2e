import { AsyncLocalStorage } from 'node:async_hooks'
import type { drizzleAdapter } from 'better-auth/adapters/drizzle'
import type { Db } from './client.ts'
import { createLazyTransaction, type LazyTransaction } from './lazy-transaction.ts'
import { operatorAccounts } from './tables/operator-accounts.ts'
import { operatorSessions } from './tables/operator-sessions.ts'
import { operatorTwoFactors } from './tables/operator-two-factors.ts'
import { operatorVerifications } from './tables/operator-verifications.ts'
import { operators } from './tables/operators.ts'

const schema = {
  user: operators,
  session: operatorSessions,
  account: operatorAccounts,
  verification: operatorVerifications,
  twoFactor: operatorTwoFactors,
}

type AdapterFactory = ReturnType<typeof drizzleAdapter>
type Adapter = ReturnType<AdapterFactory>

/** The database of better-auth. */
export type OperatorAuthDatabase = {
  /** Loads better-auth's adapter, which only a process needs at which an operator signs in. */
  readonly loadAdapter: () => Promise<AdapterFactory>
  /** The database as the running call sees it: in its transaction, once it has begun. */
  readonly current: () => Db
  /**
   * Runs a call of better-auth and what belongs to it. All that it writes from its first change of an operator, a session or a
   * credential on is one transaction, which is rolled back if the work throws.
   */
  readonly transact: <Result>(
    onBegin: (db: Db) => Promise<void>,
    work: () => Promise<Result>,
  ) => Promise<Result>
}

/**
 * better-auth writes row by row, and some rows past the transaction that it begins itself. So the transaction is that of the call,
 * whichever way better-auth writes. The pool behind `db.orm` can be replaced, so each access reads it again.
 */
export function createOperatorAuthDatabase(db: Db): OperatorAuthDatabase {
  const calls = new AsyncLocalStorage<LazyTransaction>()
  const current = () => calls.getStore()?.current() ?? db
  const orm = new Proxy(db, {
    get: (_target, property) => {
      const target = current().orm
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? (value.bind(target) as unknown) : value
    },
  })
  return {
    current,
    loadAdapter: async () => {
      const { drizzleAdapter } = await import('better-auth/adapters/drizzle')
      const createAdapter = drizzleAdapter(orm, { provider: 'pg', schema, transaction: true })
      return (options) => beginBeforeWrites(createAdapter(options), () => calls.getStore() ?? null)
    },
    transact: async (onBegin, work) => {
      const transaction = createLazyTransaction(db, onBegin)
      try {
        const result = await calls.run(transaction, work)
        await transaction.commit()
        return result
      } catch (error) {
        const cause = transaction.failure() ?? error
        await transaction.rollBack()
        throw cause
      }
    },
  }
}

const writes: ReadonlySet<string> = new Set<keyof Adapter>([
  'create',
  'update',
  'updateMany',
  'delete',
  'deleteMany',
  'consumeOne',
  'incrementOne',
])

/**
 * A step of a sign-in, which better-auth calls a verification, begins no transaction: the state of a sign-in through a provider is
 * deleted before the provider is asked, and attempts to guess a code count also if the call fails. A failed statement fails the whole
 * transaction, whether better-auth goes on after it or not.
 */
function beginBeforeWrites(adapter: Adapter, find: () => LazyTransaction | null): Adapter {
  const begun: Adapter = new Proxy(adapter, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name)
      if (name === 'transaction') return (work: (adapter: Adapter) => unknown) => work(begun)
      if (typeof name !== 'string' || typeof value !== 'function') return value
      return async (data: { readonly model: string }) => {
        const transaction = find()
        if (writes.has(name) && data.model !== 'verification') await transaction?.begin()
        try {
          return (await value.call(target, data)) as unknown
        } catch (error) {
          if (transaction?.hasBegun() === true) transaction.fail(error)
          throw error
        }
      }
    },
  })
  return begun
}
