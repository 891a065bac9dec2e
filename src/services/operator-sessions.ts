import { LRUCache } from 'lru-cache'
import type { Coordination } from '../coordination/contract.ts'
import type { Db } from '../db/client.ts'
import {
  selectEndedSessionIds,
  selectOperatorSession,
  updateOperatorSessionActive,
  type OperatorSessionRow,
} from '../db/queries/operator-sessions.ts'
import { operatorSecrets, type Keyring } from '../platform/crypto.ts'
import type { Log } from '../platform/log.ts'
import { parseCookies, readSignedCookie } from '../platform/signed-cookie.ts'

export type OperatorSession = {
  readonly sessionId: string
  readonly operatorId: string
  readonly email: string
  readonly name: string
  readonly isInstallationOwner: boolean
  readonly secondFactorAt: Date | null
}

export type OperatorSessions = {
  /** The session of the request's cookie; null if there is none, or it ended, or its operator is disabled. Read from PostgreSQL each time (revocation within a second). */
  find: (headers: { readonly cookie: string | null }) => Promise<OperatorSession | null>
  /** Calls the listener with the id of each session that ends (sign-out, revocation, disabled operator), on every process. */
  onEnded: (listener: (sessionId: string) => void) => () => void
}

/** What signing in and out needs beside. */
export type OperatorSessionDirectory = OperatorSessions & {
  /** The same as `find`, with the token of the session and what only its own operator sees. */
  findWithToken: (headers: { readonly cookie: string | null }) => Promise<SessionWithToken | null>
  /** Names of the cookies begin with it. */
  readonly cookiePrefix: string
  readonly lifetimeMs: number
  readonly idleTimeoutMs: number
  /** Tells every process that the sessions have ended; call it after the change in the database. */
  publishEnded: (sessionIds: readonly string[]) => void
  close: () => void
}

export type OperatorSessionOptions = {
  readonly db: Db
  readonly coordination: Coordination
  readonly keyring: Keyring
  readonly clock: () => Date
  readonly log: Log
  /** Whether browsers reach the server by HTTPS. */
  readonly secureCookies: boolean
  readonly lifetimeMs: number
  readonly idleTimeoutMs: number
}

const topic = 'operator-session-ended'
/** How often the activity of a session is recorded at most. */
const touchIntervalMs = 60_000
/** Sessions that are compared with the database after messages may have been lost. */
const maxKnownSessions = 10_000

export function createOperatorSessionDirectory(options: OperatorSessionOptions): OperatorSessionDirectory {
  const { db, coordination, log, lifetimeMs, idleTimeoutMs } = options
  // The prefix `__Host-` makes browsers refuse the cookie from another host, path or by plain HTTP.
  const cookiePrefix = options.secureCookies ? '__Host-coinslot' : 'coinslot'
  const listeners = new Set<(sessionId: string) => void>()
  const known = new LRUCache<string, true>({ max: maxKnownSessions })
  const read = createSessionReader(options, `${cookiePrefix}.session_token`)

  const end = (sessionId: string) => {
    known.delete(sessionId)
    for (const listener of listeners) listener(sessionId)
  }
  const endUnknown = async () => {
    const ids = [...known.keys()]
    if (ids.length > 0) for (const id of await selectEndedSessionIds(db, ids)) end(id)
  }
  const unsubscribe = coordination.subscribe(topic, (message) => {
    if (message !== '') return end(message)
    endUnknown().catch((error: unknown) => log.warn({ error }, 'could not check which sessions have ended'))
  })
  const findWithToken: OperatorSessionDirectory['findWithToken'] = async ({ cookie }) => {
    const session = await read(cookie)
    if (session !== null) known.set(session.sessionId, true)
    return session
  }

  return {
    cookiePrefix,
    lifetimeMs,
    idleTimeoutMs,
    findWithToken,
    find: async (headers) => {
      const session = await findWithToken(headers)
      if (session === null) return null
      const { sessionId, operatorId, email, name, isInstallationOwner, secondFactorAt } = session
      return { sessionId, operatorId, email, name, isInstallationOwner, secondFactorAt }
    },
    onEnded: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    publishEnded: (sessionIds) => {
      for (const sessionId of sessionIds) {
        end(sessionId)
        coordination.publish(topic, sessionId)
      }
    },
    close: unsubscribe,
  }
}

type SessionWithToken = OperatorSessionRow & { readonly token: string }

/** Reads the session of a cookie, and records its activity. */
function createSessionReader(
  { db, keyring, clock, idleTimeoutMs }: OperatorSessionOptions,
  cookieName: string,
): (cookie: string | null) => Promise<SessionWithToken | null> {
  const secrets = operatorSecrets(keyring).map(({ value }) => value)
  return async (cookie) => {
    const signed = parseCookies(cookie ?? '').get(cookieName)
    const token = signed === undefined ? null : readSignedCookie(signed, secrets)
    if (token === null) return null
    const now = clock()
    const activeAfter = new Date(now.getTime() - idleTimeoutMs)
    const session = await selectOperatorSession(db, { token: token.value, now, activeAfter })
    if (session === null) return null
    if (now.getTime() - session.lastActiveAt.getTime() > Math.min(touchIntervalMs, idleTimeoutMs / 2)) {
      await updateOperatorSessionActive(db, session.sessionId, now)
    }
    return { ...session, token: token.value }
  }
}
