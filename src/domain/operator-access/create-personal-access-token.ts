import type { Db } from '../../db/client.ts'
import { selectOperatorRole, selectGrantedApps } from '../../db/queries/operator-grants.ts'
import { insertOperatorToken } from '../../db/queries/operator-tokens.ts'
import { selectOperator } from '../../db/queries/operators.ts'
import { sha256 } from '../../platform/crypto.ts'
import { decodeId, newUuid } from '../../platform/ids.ts'
import { createOperatorTokenSecret } from '../../platform/operator-token-secret.ts'
import { includesRole } from '../access/operator-role.ts'
import type { InstallationContext } from '../context.ts'
import { checkName, firstProblem } from '../input.ts'
import type { OperatorRole, OperatorRow, OperatorTokenRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { operatorNotFound } from './find-operator.ts'

export type CreateTokenInput = {
  readonly name: string
  readonly role: OperatorRole
  /** null for all AppKeys of the operator. */
  readonly appKeys: readonly string[] | null
  readonly expiresAt: Date
  readonly allowSensitiveActs: boolean
}

const maxLifetimeMs = 365 * 24 * 60 * 60_000
const maxAppKeys = 20
/** `cop_` and 6 characters, which are 36 of the 192 random bits. */
const shownPrefixLength = 10
/** Grants that are searched for one that includes the role of a token. */
const maxSearchedGrants = 1_000

/**
 * Creates a personal access token. Its secret is returned once, and only its hash is stored.
 * @param operatorId the operator whose token it is: the caller, or any for the command line
 */
export async function createPersonalAccessToken(
  ctx: InstallationContext,
  operatorId: string | null,
  input: CreateTokenInput,
): Promise<Outcome<{ token: OperatorTokenRow; secret: string }>> {
  const now = ctx.clock()
  const operator = operatorId === null ? null : await selectOperator(ctx.db, operatorId)
  if (operator === null || operator.disabledAt !== null) return operatorNotFound()
  const appIds = input.appKeys?.map((appKey) => decodeId('ak', appKey) ?? '') ?? null
  const problem =
    firstProblem(
      checkName(input.name, ['name']),
      checkExpiry(input.expiresAt, now),
      checkAppKeyCount(input.appKeys),
    ) ?? (await checkRole(ctx, operator, input.role, appIds))
  if (problem !== null) return { problem }
  const secret = createOperatorTokenSecret()
  const { name, role, expiresAt, allowSensitiveActs } = input
  const token: OperatorTokenRow = {
    id: newUuid(),
    operatorId: operator.id,
    name,
    role,
    allowSensitiveActs,
    expiresAt,
    prefix: secret.slice(0, shownPrefixLength),
    hash: sha256(secret),
    appIds: appIds === null ? null : [...new Set(appIds)],
    createdAt: now,
    lastUsedAt: null,
    revokedAt: null,
  }
  const after = {
    name,
    role,
    appKeys: input.appKeys,
    expiresAt,
    allowSensitiveActs,
    operator: operator.email,
  }
  const action = createOperatorAction(ctx, { action: 'createPersonalAccessToken', changes: { after } })
  if (await insertOperatorToken(ctx.db, token, action)) return { token, secret, problem: null }
  return { problem: createProblem('INVALID_INPUT', 'An operator can have at most 50 valid tokens.') }
}

function checkExpiry(expiresAt: Date, now: Date): Problem | null {
  const lifetimeMs = expiresAt.getTime() - now.getTime()
  if (lifetimeMs > 0 && lifetimeMs <= maxLifetimeMs) return null
  return createProblem('INVALID_INPUT', 'expiresAt must be in the next 365 days', ['expiresAt'])
}

function checkAppKeyCount(appKeys: readonly string[] | null): Problem | null {
  if (appKeys === null || (appKeys.length >= 1 && appKeys.length <= maxAppKeys)) return null
  return createProblem('INVALID_INPUT', `appKeys must have 1–${maxAppKeys} elements`, ['appKeys'])
}

/** An AppKey at which the operator has no role, or a lesser one, gets the problem of an unknown one. */
async function checkRole(
  { db }: InstallationContext,
  operator: OperatorRow,
  role: OperatorRole,
  appIds: readonly string[] | null,
): Promise<Problem | null> {
  if (operator.installationOwner) return appIds?.includes('') === true ? roleProblem() : null
  const roles = await (appIds === null
    ? selectAllRoles(db, operator.id)
    : Promise.all(appIds.map((appId) => selectRole(db, appId, operator.id))))
  const includes = (granted: OperatorRole | null) => granted !== null && includesRole(granted, role)
  return (appIds === null ? roles.some(includes) : roles.every(includes)) ? null : roleProblem()
}

function roleProblem(): Problem {
  const message = 'The role must be included in the role of the operator at the AppKeys of the token.'
  return createProblem('INVALID_INPUT', message, ['role'])
}

async function selectAllRoles(db: Db, operatorId: string): Promise<OperatorRole[]> {
  const apps = await selectGrantedApps(db, operatorId, { after: null, limit: maxSearchedGrants })
  return apps.map(({ role }) => role)
}

async function selectRole(db: Db, appId: string, operatorId: string): Promise<OperatorRole | null> {
  return appId === '' ? null : selectOperatorRole(db, appId, operatorId)
}
