import { isUniqueViolation } from '../../db/errors.ts'
import {
  insertEntitlementGrant,
  revokeEntitlementGrantRow,
  selectEntitlementGrant,
  type EntitlementGrantRow,
} from '../../db/queries/entitlement-grants.ts'
import { selectEntitlementByKey, type EntitlementRow } from '../../db/queries/entitlements.ts'
import { selectUserByExternalId, type UserRow } from '../../db/queries/users.ts'
import { decodeId, encodeId, newUuid } from '../../platform/ids.ts'
import { checkReason } from '../audit/check-reason.ts'
import { toAuditOrigin } from '../audit/audit-origin.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

/** Grants of a user, with revoked ones. */
const maxGrants = 100

export type GrantEntitlementInput = {
  /** The id of the user in the developer's system. */
  readonly userId: string
  readonly key: string
  readonly kind: EntitlementGrantRow['kind']
  /** Null: without end. */
  readonly accessUntil: Date | null
  readonly reason: string
  readonly idempotencyKey: string | null
}

type GrantResult = { readonly grant: EntitlementGrantRow; readonly replayed: boolean }

/** Extends or limits an entitlement of a user, whatever the user has bought. */
export async function grantEntitlement(
  ctx: Context,
  input: GrantEntitlementInput,
): Promise<Outcome<GrantResult>> {
  const problem = checkInput(input)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const { key, kind, accessUntil, reason } = input
  const user = await selectUserByExternalId(ctx.db, appId, input.userId)
  if (user === null) return { problem: userNotRegistered() }
  const entitlement = await selectEntitlementByKey(ctx.db, appId, key)
  if (entitlement === null) return { problem: invalidInput('key', 'The AppKey has no such entitlement.') }
  const record = createIdempotencyRecord(ctx.caller, {
    operation: 'grantEntitlement',
    key: input.idempotencyKey,
    userId: user.id,
    args: { key, kind, accessUntil, reason },
  })
  const replayed = await findReplayed(ctx, record)
  if (replayed !== null) return replayed
  return insertGrant(ctx, { input, user, entitlement, record })
}

type NewGrant = {
  readonly input: GrantEntitlementInput
  readonly user: UserRow
  readonly entitlement: EntitlementRow
  readonly record: ReturnType<typeof createIdempotencyRecord>
}

async function insertGrant(
  ctx: Context,
  { input: { key, kind, accessUntil, reason }, user, entitlement, record }: NewGrant,
): Promise<Outcome<GrantResult>> {
  const { appId } = ctx.app
  const id = newUuid()
  const { actor } = toAuditOrigin(ctx)
  const after = {
    grant: encodeId('gnt', id),
    entitlement: key,
    kind,
    accessUntil: accessUntil?.toISOString() ?? null,
  }
  const action = createOperatorAction(ctx, {
    action: 'grantEntitlement',
    reason,
    changes: { after },
    idempotencyRecord: record,
  })
  const grantedBy = actor.name ?? actor.id ?? actor.kind
  const row = {
    appId,
    id,
    entitlementId: entitlement.id,
    userId: user.id,
    kind,
    accessUntil,
    reason,
    grantedBy,
  }
  try {
    const grant = await insertEntitlementGrant(ctx.db, { grant: row, maxGrants, action })
    return grant === null ? { problem: tooManyGrants() } : { grant, replayed: false, problem: null }
  } catch (error) {
    const concurrent = isUniqueViolation(error) ? await findReplayed(ctx, record) : null
    if (concurrent !== null) return concurrent
    throw error
  }
}

/** The grant of an earlier call with the same idempotency key; null if there was none. */
async function findReplayed(
  ctx: Context,
  record: ReturnType<typeof createIdempotencyRecord>,
): Promise<Outcome<GrantResult> | null> {
  const use = await findKeyUse(ctx, record)
  if (use === null || use.problem !== null) return use
  const grant = await selectEntitlementGrant(ctx.db, ctx.app.appId, use.resourceId)
  return grant === null ? null : { grant, replayed: true, problem: null }
}

/** Ends what a grant does. Repeating the call changes nothing. */
export async function revokeEntitlementGrant(
  ctx: Context,
  { grantId, reason }: { readonly grantId: string; readonly reason: string },
): Promise<Outcome<GrantResult>> {
  const problem = checkReason(reason)
  if (problem !== null) return { problem }
  const id = decodeId('gnt', grantId)
  const grant = id === null ? null : await selectEntitlementGrant(ctx.db, ctx.app.appId, id)
  if (grant === null) return { problem: invalidInput('grantId', 'The AppKey has no such grant.') }
  if (grant.revokedAt !== null) return { grant, replayed: true, problem: null }
  const changes = { before: { grant: grantId, revoked: false }, after: { grant: grantId, revoked: true } }
  const action = createOperatorAction(ctx, { action: 'revokeEntitlementGrant', reason, changes })
  const revoked = await revokeEntitlementGrantRow(ctx.db, grant, action)
  if (revoked !== null) return { grant: revoked, replayed: false, problem: null }
  const current = await selectEntitlementGrant(ctx.db, ctx.app.appId, grant.id)
  return { grant: current ?? grant, replayed: true, problem: null }
}

function checkInput({
  userId,
  key,
  kind,
  accessUntil,
  reason,
  idempotencyKey,
}: GrantEntitlementInput): Problem | null {
  return firstProblem(
    checkText(userId, ['userId'], { min: 1, max: 200 }),
    checkText(key, ['key'], { min: 1, max: 100 }),
    kind === 'LIMIT' && accessUntil === null
      ? invalidInput('accessUntil', 'A grant that limits needs the time at which the access ends.')
      : null,
    checkReason(reason),
    checkIdempotencyKey(idempotencyKey),
  )
}

function userNotRegistered(): Problem {
  return createProblem('USER_NOT_REGISTERED', 'The AppKey has no such user.', ['userId'])
}

function tooManyGrants(): Problem {
  return invalidInput('userId', `A user can have ${maxGrants} grants, and an erased user none.`)
}

function invalidInput(field: string, message: string): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
