import { drizzleAdapter } from 'better-auth/adapters/drizzle'
import type { Db } from './client.ts'
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

/** The database of better-auth. The pool behind `db.orm` can be replaced, so each call reads it again. */
export function createOperatorAuthAdapter(db: Db): ReturnType<typeof drizzleAdapter> {
  const current = new Proxy(db, {
    get: ({ orm }, property) => {
      const value: unknown = Reflect.get(orm, property, orm)
      return typeof value === 'function' ? (value.bind(orm) as unknown) : value
    },
  })
  return drizzleAdapter(current, { provider: 'pg', schema, transaction: true })
}
