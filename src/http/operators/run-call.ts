import { endSessions } from '../../domain/operator-account/end-sessions.ts'
import {
  isMadeAlready,
  lockCaller,
  ProofExpiredError,
  type Caller,
} from '../../domain/operator-account/lock-caller.ts'
import { normalizeEmail } from '../../domain/operator-account/operator-input.ts'
import { reportChanges } from './auth-changes.ts'
import { readChallenge, toAuthRequest } from './forward-request.ts'
import type { OperatorAuth } from './operator-auth.ts'
import { recordOutcome } from './record-outcome.ts'
import { rejectCall, RejectedCallError, type AuthCall, type CallResult } from './sign-in-context.ts'

/**
 * Lets better-auth do a call, together with its audit entries: all of it is done, or nothing. What has ended is published after that.
 */
export async function runCall(call: AuthCall, { handler }: OperatorAuth): Promise<CallResult> {
  const { database, changes, services } = call
  try {
    const caller = findCaller(call)
    const result = await database.transact(
      async (db) => {
        if (caller !== null) await lockCaller({ db }, { ...caller, passwordHash: changes.verifiedHash })
      },
      () => reportChanges(changes, () => execute(call, handler)),
    )
    services.operatorSessions.publishEnded(changes.endedSessionIds)
    return result
  } catch (error) {
    if (error instanceof RejectedCallError) return error.result
    if (error instanceof ProofExpiredError) return rejectCall(401, { code: 'UNAUTHENTICATED' }).result
    if (isMadeAlready(error)) return rejectCall(409, { code: 'CONFLICT' }).result
    throw error
  }
}

async function execute(call: AuthCall, handler: OperatorAuth['handler']): Promise<CallResult> {
  const { services, session, address, reason } = call
  // Our own statement: better-auth answers as if it had ended the session even if that has failed.
  if (call.name === 'signOut' && session !== null) {
    const { sessionId } = session
    await endSessions(services, session, { sessionId, address, action: 'signOut', reason })
  }
  const { consoleUrl, endpoint } = call
  const response = await handler(
    toAuthRequest(call.request, {
      consoleUrl,
      address,
      keyring: services.keyring,
      path: endpoint.path,
      cookiePrefix: services.operatorSessions.cookiePrefix,
      body: completeBody(call),
      hasSession: session !== null,
    }),
  )
  const { status } = response
  const answer = await readAnswer(response)
  if (status >= 500) throw rejectCall(status, answer)
  // What a failed call has written counts attempts.
  if (status >= 400) return rejectCall(status, answer).result
  const cookies = await recordOutcome(call)
  return {
    status,
    answer,
    cookies: [...response.headers.getSetCookie(), ...cookies],
    location: response.headers.get('location'),
  }
}

/** Whose rows the call changes. A sign-in through the provider proves itself to the provider, and has no caller before that. */
function findCaller(call: AuthCall): Omit<Caller, 'passwordHash'> | null {
  const { name, session, body } = call
  if (name === 'signIn') {
    return { operator: { email: normalizeEmail(body['email'] ?? '') }, sessionId: null }
  }
  if (name === 'signInByProvider' || name === 'providerCallback') return null
  if (session !== null) return { operator: { id: session.operatorId }, sessionId: session.sessionId }
  const challenge = readChallenge(call.request, call.services)
  return challenge === null ? null : { operator: { challenge }, sessionId: null }
}

async function readAnswer(response: Response): Promise<Record<string, unknown>> {
  if (response.headers.get('content-type')?.includes('application/json') !== true) return {}
  const text = await response.text()
  // A redirect has the content type but no body.
  if (text === '') return {}
  const answer: unknown = JSON.parse(text)
  return typeof answer === 'object' && answer !== null ? { ...answer } : {}
}

/** The body with the fields that the caller may not choose. */
function completeBody({ name, body, consoleUrl }: AuthCall): unknown {
  if (name === 'changePassword') return { ...body, revokeOtherSessions: true }
  if (name !== 'signInByProvider') return body
  const { callbackURL = `${consoleUrl}/console`, errorCallbackURL = `${consoleUrl}/console/sign-in` } = body
  return { provider: 'oidc', disableRedirect: true, callbackURL, errorCallbackURL }
}
