import { RequestError, SecondFactorRequiredError } from '../../platform/request-error.ts'
import type { App } from '../../services/app-directory.ts'
import type { Caller, OperatorCaller, Services } from '../context.ts'
import { hasRole } from '../server-key/has-role.ts'
import type { AccessRule, SecretRule } from './access-rule.ts'

/** How long an operator may act after it has confirmed its second factor. */
const secondFactorMaxAgeMs = 10 * 60_000

/** A caller, and the AppKey that it works on; null if it named none. */
export type Access = { readonly caller: Caller; readonly app: App | null } & Pick<Services, 'clock'>

/**
 * Checks that a caller may use a field.
 * @throws RequestError `FORBIDDEN`, or `BAD_USER_INPUT` for an operator that names no AppKey
 */
export function assertAllowed({ caller, app, clock }: Access, rule: AccessRule): void {
  if (!rule.as.includes(caller.kind)) {
    throw new RequestError('FORBIDDEN', `Callers of type ${caller.kind} cannot access this field.`)
  }
  if (caller.kind === 'SERVER' && !hasRole(caller.role, rule.role)) {
    throw new RequestError('FORBIDDEN', `This field requires a server key with the role ${rule.role}.`)
  }
  if (caller.kind === 'OPERATOR') assertOperatorAllowed(caller, app, rule, clock())
}

/** Whether a caller may read a field that contains a secret; such a field is null for all others. */
export function mayReadSecret(caller: Caller, rule: SecretRule): boolean {
  if (!rule.as.includes(caller.kind)) return false
  if (caller.kind === 'SERVER') return hasRole(caller.role, rule.role)
  return caller.kind === 'CLIENT' || rule.operators.includes(caller.role)
}

function assertOperatorAllowed(caller: OperatorCaller, app: App | null, rule: AccessRule, now: Date): void {
  if (rule.appKey && app === null) {
    throw new RequestError('BAD_USER_INPUT', 'Name the AppKey that the field works on: send x-app-key.')
  }
  // What concerns all AppKeys is for the owners of the installation, whatever an operator may do with one AppKey.
  const role = rule.appKey ? caller.role : installationRoleOf(caller)
  if (!rule.operators.includes(role)) {
    throw new RequestError('FORBIDDEN', describeRequiredRole(rule))
  }
  if (!rule.tokens && caller.via === 'TOKEN') {
    throw new RequestError('FORBIDDEN', 'Personal access tokens cannot use this field. Sign in.')
  }
  if (rule.stepUp) assertSecondFactor(caller, now)
}

function describeRequiredRole({ appKey, operators }: AccessRule): string {
  if (!appKey) return 'This field requires an owner of the installation.'
  return `This field requires an operator with one of the roles ${operators.join(', ')}.`
}

/** The role of an operator for fields that work on no AppKey. */
export function installationRoleOf(caller: Pick<OperatorCaller, 'isInstallationOwner'>): 'OWNER' | 'VIEWER' {
  return caller.isInstallationOwner ? 'OWNER' : 'VIEWER'
}

function assertSecondFactor(caller: OperatorCaller, now: Date): void {
  if (caller.via === 'COMMAND_LINE') return
  if (caller.via === 'TOKEN') {
    if (caller.allowSensitiveActs) return
    throw new RequestError('FORBIDDEN', 'This field requires a token that was created for sensitive acts.')
  }
  const { secondFactorAt } = caller
  if (secondFactorAt !== null && now.getTime() - secondFactorAt.getTime() <= secondFactorMaxAgeMs) return
  throw new SecondFactorRequiredError('Confirm your second factor, and repeat the call within 10 minutes.')
}
