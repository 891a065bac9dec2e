import { AsyncLocalStorage } from 'node:async_hooks'

/** What better-auth has verified and changed in a call. */
export type AuthChanges = {
  /** The stored hash of the password that was verified. */
  verifiedHash: string | null
  /** The session that was opened, unless the call has ended it again. */
  opened: OpenedSession | null
  readonly endedSessionIds: string[]
  /** The operator that the sign-in through the provider has created. */
  created: { readonly id: string; readonly email: string; readonly name: string } | null
  /** The account at the provider that the sign-in has linked to an operator. */
  linked: { readonly operatorId: string; readonly subject: string } | null
}

export type OpenedSession = {
  readonly sessionId: string
  readonly operatorId: string
  readonly token: string
}

const storage = new AsyncLocalStorage<AuthChanges>()

export function createAuthChanges(): AuthChanges {
  return { verifiedHash: null, opened: null, endedSessionIds: [], created: null, linked: null }
}

/** Runs a call of better-auth, whose hooks report what it does. */
export function reportChanges<Result>(changes: AuthChanges, work: () => Promise<Result>): Promise<Result> {
  return storage.run(changes, work)
}

/** The changes of the running call, for the hooks of better-auth. */
export function runningChanges(): AuthChanges {
  const changes = storage.getStore()
  if (changes === undefined) throw new Error('better-auth is called without a report of its changes')
  return changes
}
