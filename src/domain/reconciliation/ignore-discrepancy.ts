import {
  selectDiscrepancy,
  updateDiscrepancyIgnored,
  updateDiscrepancyReopened,
} from '../../db/queries/ignored-discrepancies.ts'
import { decodeId } from '../../platform/ids.ts'
import { checkReason } from '../audit/check-reason.ts'
import type { Context } from '../context.ts'
import type { DiscrepancyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'

export type DiscrepancyActInput = {
  /** Prefixed id. */
  readonly discrepancyId: string
  readonly reason: string
}

export type DiscrepancyActResult = {
  readonly discrepancy: DiscrepancyRow
  /** Whether the discrepancy already was as the call asks. */
  readonly replayed: boolean
}

/**
 * An ignored discrepancy no longer counts as open, also in later runs that describe it in the same words. It still is compared, and
 * resolved when the records agree.
 */
export async function ignoreDiscrepancy(
  ctx: Context,
  input: DiscrepancyActInput,
): Promise<Outcome<DiscrepancyActResult>> {
  return changeDiscrepancy(ctx, input, async (discrepancy) => {
    if (discrepancy.resolvedAt !== null) {
      const message = 'The records agree by now, so there is nothing to ignore.'
      return createProblem('DISCREPANCY_RESOLVED', message, ['discrepancyId'])
    }
    const action = createOperatorAction(ctx, {
      action: 'ignoreDiscrepancy',
      reason: input.reason,
      changes: { before: { ignored: false }, after: { ignored: true }, ...describeSubject(discrepancy) },
    })
    return updateDiscrepancyIgnored(ctx.db, discrepancy, action)
  })
}

/** A reopened discrepancy counts as open again, unless it is resolved. */
export async function reopenDiscrepancy(
  ctx: Context,
  input: DiscrepancyActInput,
): Promise<Outcome<DiscrepancyActResult>> {
  return changeDiscrepancy(ctx, input, (discrepancy) => {
    const action = createOperatorAction(ctx, {
      action: 'reopenDiscrepancy',
      reason: input.reason,
      changes: { before: { ignored: true }, after: { ignored: false }, ...describeSubject(discrepancy) },
    })
    return updateDiscrepancyReopened(ctx.db, discrepancy, action)
  })
}

/** @param change returns whether it changed something, or why it may not */
async function changeDiscrepancy(
  ctx: Context,
  { discrepancyId, reason }: DiscrepancyActInput,
  change: (discrepancy: DiscrepancyRow) => Promise<boolean | Problem>,
): Promise<Outcome<DiscrepancyActResult>> {
  const problem = checkReason(reason)
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const id = decodeId('dcp', discrepancyId)
  const discrepancy = id === null ? null : await selectDiscrepancy(ctx.db, appId, id)
  if (discrepancy === null) return discrepancyNotFound()
  const changed = await change(discrepancy)
  if (typeof changed !== 'boolean') return { discrepancy, problem: changed }
  const current = await selectDiscrepancy(ctx.db, appId, discrepancy.id)
  if (current === null) return discrepancyNotFound()
  return { discrepancy: current, replayed: !changed, problem: null }
}

function describeSubject({ store, source, description }: DiscrepancyRow) {
  return { store, source, description }
}

function discrepancyNotFound(): { readonly problem: Problem } {
  const message = 'There is no such discrepancy.'
  return { problem: createProblem('DISCREPANCY_NOT_FOUND', message, ['discrepancyId']) }
}
