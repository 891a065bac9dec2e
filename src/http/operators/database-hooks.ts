import type { BetterAuthOptions } from 'better-auth'
import { mayOpenSession } from '../../domain/operator-account/complete-sign-in.ts'
import type { Services } from '../../domain/context.ts'
import { runningChanges } from './auth-changes.ts'
import type { AuthDatabase } from './auth-database.ts'

const maxNameLength = 100

/** Tokens of the provider would be worth stealing, and are of no use after the sign-in. */
const withoutTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
}

/** What better-auth has to do when it writes: disabled operators get no session, and the call learns of what was changed. */
export function createDatabaseHooks(
  { clock, operatorSessions }: Services,
  database: AuthDatabase,
  allowedDomains: readonly string[],
): NonNullable<BetterAuthOptions['databaseHooks']> {
  return {
    session: {
      create: {
        before: async (session) => {
          if (!(await mayOpenSession({ db: database.current() }, session.userId))) return false
          const createdAt = clock()
          const expiresAt = new Date(createdAt.getTime() + operatorSessions.lifetimeMs)
          return { data: { createdAt, expiresAt, lastActiveAt: createdAt } }
        },
        after: async ({ id, userId, token }) => {
          runningChanges().opened = { sessionId: id, operatorId: userId, token }
        },
      },
      delete: {
        after: async ({ id }) => {
          const changes = runningChanges()
          changes.endedSessionIds.push(id)
          if (changes.opened?.sessionId === id) changes.opened = null
        },
      },
    },
    account: {
      create: {
        before: async () => ({ data: withoutTokens }),
        after: async ({ userId, accountId }) => {
          runningChanges().linked = { operatorId: userId, subject: accountId }
        },
      },
      update: { before: async () => ({ data: withoutTokens }) },
    },
    user: {
      create: {
        // Only a sign-in through the provider creates a user.
        before: async ({ email, emailVerified, name }) => {
          if (!emailVerified || !allowedDomains.includes(email.slice(email.lastIndexOf('@') + 1)))
            return false
          return { data: { name: (name === '' ? email : name).slice(0, maxNameLength), image: null } }
        },
        after: async ({ id, email, name }) => {
          runningChanges().created = { id, email, name }
        },
      },
    },
  }
}
