import { checkPassword } from '../../domain/operator-account/operator-input.ts'
import {
  limitAnonymousCall,
  limitPasswordCheck,
  limitSecondFactor,
  limitSignIn,
} from '../../domain/operator-account/sign-in-limits.ts'
import type { EndpointName } from './auth-endpoints.ts'
import { readDeviceId } from './device-cookie.ts'
import { readChallenge } from './forward-request.ts'
import type { AuthCall } from './sign-in-context.ts'

/** Why a call is rejected before better-auth sees it. */
export type Rejection = { readonly status: number; readonly code: string; readonly message: string }

/** For how long a second factor, or a new sign-in of an operator without one, is a proof of presence. */
const stepUpMs = 10 * 60_000

/** Endpoints that need an open session, and that are the more dangerous ones of them. */
const sessionEndpoints: ReadonlySet<EndpointName> = new Set([
  'changePassword',
  'enableSecondFactor',
  'disableSecondFactor',
  'replaceBackupCodes',
])
const stepUpEndpoints: ReadonlySet<EndpointName> = new Set([
  'changePassword',
  'disableSecondFactor',
  'replaceBackupCodes',
])

/** Checks whether the caller may call the endpoint now; null if so. */
export function checkCall(call: AuthCall): Rejection | null {
  const { name, session, body } = call
  if (!sessionEndpoints.has(name)) return null
  if (session === null) return unauthenticated
  const elapsedMs = (time: Date | null) =>
    time === null ? Infinity : call.services.clock().getTime() - time.getTime()
  const isSteppedUp = elapsedMs(session.secondFactorAt) <= stepUpMs
  if (session.twoFactorEnabled && stepUpEndpoints.has(name) && !isSteppedUp) {
    return { status: 403, code: 'STEP_UP_REQUIRED', message: 'Verify your second factor first.' }
  }
  // An operator without a password proves nothing in the call itself.
  if (
    body['password'] === undefined &&
    name === 'enableSecondFactor' &&
    elapsedMs(session.createdAt) > stepUpMs
  ) {
    return { status: 403, code: 'SIGN_IN_REQUIRED', message: 'Sign in again, or send your password.' }
  }
  if (name === 'disableSecondFactor' && !session.twoFactorEnabled) {
    return { status: 400, code: 'TWO_FACTOR_NOT_ENABLED', message: 'There is no second factor.' }
  }
  if (name !== 'changePassword') return null
  const problem = checkPassword(body['newPassword'] ?? '', session.email)
  return problem === null ? null : { status: 400, code: problem.code, message: problem.message }
}

export const unauthenticated: Rejection = {
  status: 401,
  code: 'UNAUTHENTICATED',
  message: 'There is no open session.',
}

/** Counts the call; the time until it is allowed, null if it is allowed now. */
export async function limitCall(call: AuthCall): Promise<number | null> {
  const { name, services, address, session, request, body } = call
  const cookie = request.headers.cookie ?? ''
  const prefix = services.operatorSessions.cookiePrefix
  switch (name) {
    case 'signIn': {
      const email = body['email'] ?? ''
      const deviceId = readDeviceId(services.keyring, { prefix, email, cookie })
      return limitSignIn(services, { address, email, deviceId })
    }
    case 'verifyTotp':
    case 'verifyBackupCode': {
      const subject = session?.operatorId ?? readChallenge(request, services) ?? 'none'
      return limitSecondFactor(services, { address, subject })
    }
    case 'signInByProvider':
    case 'providerCallback':
      return limitAnonymousCall(services, 'providerOfNetwork', address)
    case 'signOut':
      return null
    case 'changePassword':
    case 'enableSecondFactor':
    case 'disableSecondFactor':
    case 'replaceBackupCodes':
      return session === null ? null : limitPasswordCheck(services, session.operatorId)
  }
}
