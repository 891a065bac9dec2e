import type { DBAdapterInstance } from 'better-auth'
import type { Services } from '../../domain/context.ts'

/** The database of better-auth, as `db/operator-auth-database.ts` creates it. */
export type AuthDatabase = {
  readonly loadAdapter: () => Promise<DBAdapterInstance>
  readonly current: () => Services['db']
  readonly transact: <Result>(
    onBegin: (db: Services['db']) => Promise<void>,
    work: () => Promise<Result>,
  ) => Promise<Result>
}
