import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { isUniqueViolation } from '../../db/errors.ts'
import { insertImportedChains, updateChainOwner } from '../../db/queries/subscription-import.ts'
import { insertUserIfAbsent } from '../../db/queries/users.ts'
import { runTransaction } from '../../db/transaction.ts'
import { hasControlCharacter } from '../../platform/text.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Problem } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { parseSubscriptionFile } from './parse-subscription-file.ts'
import { planSubscriptionImport, type SubscriptionImportPlan } from './plan-subscription-import.ts'
import type { SubscriptionFileFormat, SubscriptionImportError } from './subscription-file.ts'

export type ImportSubscriptionsInput = {
  readonly csv: string
  readonly format: SubscriptionFileFormat
  /** Whether users who are not registered are registered; otherwise they are errors. */
  readonly registerUsers: boolean
  /** Whether the file is only checked. */
  readonly dryRun: boolean
}

type ImportCounts = {
  readonly createdCount: number
  readonly assignedCount: number
  readonly unchangedCount: number
  readonly skippedCount: number
}

export type ImportSubscriptionsOutcome = {
  /** Null if there is a problem. */
  readonly counts: ImportCounts | null
  readonly errors: readonly SubscriptionImportError[]
  readonly errorCount: number
  readonly problem: Problem | null
}

const maxBytes = 1024 * 1024
const maxErrors = 100
const maxAttempts = 8

/**
 * Records the subscriptions of a file, all or none, in one transaction. The store is not asked: the schedule reads each of them at the
 * rate that the stores allow, and fills it. Importing the same file again changes nothing.
 */
export async function importSubscriptions(
  ctx: Context,
  { csv, format, registerUsers, dryRun }: ImportSubscriptionsInput,
): Promise<ImportSubscriptionsOutcome> {
  if (Buffer.byteLength(csv) > maxBytes) {
    return refuse(createProblem('INVALID_INPUT', 'The file must have at most 1 MiB.', ['csv']))
  }
  if (hasControlCharacter(csv)) {
    const message = 'The file has control characters. Save it as CSV with the encoding UTF-8.'
    return refuse(createProblem('INVALID_INPUT', message, ['csv']))
  }
  const file = parseSubscriptionFile(csv, format)
  const outcome = await retryOnConflict(maxAttempts, async () => {
    const plan = await planSubscriptionImport(ctx, file.rows, { registerUsers })
    const errors = [...file.errors, ...plan.errors].toSorted((a, b) => (a.row ?? 0) - (b.row ?? 0))
    if (errors.length > 0) return refuseRows(errors)
    const isDone = dryRun || (await tryWrite(ctx, plan, format))
    return isDone ? describePlan(plan, file.skippedCount) : null
  })
  if (outcome !== null) return outcome
  return refuse(createProblem('BUSY', 'Other requests are changing these subscriptions.', ['csv'], 100))
}

/** False, and nothing was changed, if another call recorded one of the subscriptions or users in the meantime. */
async function tryWrite(
  ctx: Context,
  plan: SubscriptionImportPlan,
  format: SubscriptionFileFormat,
): Promise<boolean> {
  const { newUsers, newChains, claims } = plan
  if (newChains.length === 0 && claims.length === 0) return true
  const { appId } = ctx.app
  const action = createOperatorAction(ctx, {
    action: 'importSubscriptions',
    changes: {
      after: { format, created: newChains.length, assigned: claims.length, users: newUsers.length },
    },
  })
  try {
    return await runTransaction(ctx.db, async (db) => {
      for (const user of newUsers) {
        const { isNew } = await insertUserIfAbsent(db, user)
        if (!isNew) throw new ConcurrentUserError('another call has registered the user')
      }
      await insertImportedChains(db, newChains)
      for (const { id, userId } of claims)
        await updateChainOwner(db, { appId, id }, { userId, now: ctx.clock() })
      await insertAuditEntry(db, { appId, id: appId }, action)
      return true
    })
  } catch (error) {
    if (isUniqueViolation(error) || error instanceof ConcurrentUserError) return false
    throw error
  }
}

/** Rolls an attempt back, so that the next one finds the user. */
class ConcurrentUserError extends Error {}

function describePlan(
  { newChains, claims, unchangedCount }: SubscriptionImportPlan,
  skippedCount: number,
): ImportSubscriptionsOutcome {
  const counts = {
    createdCount: newChains.length,
    assignedCount: claims.length,
    unchangedCount,
    skippedCount,
  }
  return { counts, errors: [], errorCount: 0, problem: null }
}

function refuse(problem: Problem): ImportSubscriptionsOutcome {
  return { counts: null, errors: [], errorCount: 0, problem }
}

function refuseRows(errors: readonly SubscriptionImportError[]): ImportSubscriptionsOutcome {
  const message = `The file has ${errors.length} ${errors.length === 1 ? 'error' : 'errors'}. Nothing was imported.`
  const problem = createProblem('INVALID_INPUT', message, ['csv'])
  return { ...refuse(problem), errors: errors.slice(0, maxErrors), errorCount: errors.length }
}
