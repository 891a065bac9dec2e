import type { BetterAuthOptions } from 'better-auth'
import { mayOpenSession } from '../../domain/operator-account/complete-sign-in.ts'
import { recordOperatorAudit, systemActor } from '../../domain/audit/record-audit.ts'
import type { Services } from '../../domain/context.ts'

const maxNameLength = 100

/** Tokens of the provider would be worth stealing, and are of no use after the sign-in. */
const withoutTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
}

/** What better-auth has to do when it writes: disabled operators get no session, and every process learns of ended ones. */
export function createDatabaseHooks(
  services: Services,
  allowedDomains: readonly string[],
): NonNullable<BetterAuthOptions['databaseHooks']> {
  const { clock, operatorSessions } = services
  return {
    session: {
      create: {
        before: async (session) => {
          if (!(await mayOpenSession(services, session.userId))) return false
          const createdAt = clock()
          const expiresAt = new Date(createdAt.getTime() + operatorSessions.lifetimeMs)
          return { data: { createdAt, expiresAt, lastActiveAt: createdAt } }
        },
      },
      delete: { after: async ({ id }) => operatorSessions.publishEnded([id]) },
    },
    account: {
      create: { before: async () => ({ data: withoutTokens }) },
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
        after: ({ id, email, name }) =>
          recordOperatorAudit(services, {
            appId: null,
            actor: systemActor,
            action: 'createOperator',
            subjectId: id,
            reason: null,
            changes: { after: { email, name, installationOwner: false }, link: 'OIDC' },
            address: null,
          }),
      },
    },
  }
}
