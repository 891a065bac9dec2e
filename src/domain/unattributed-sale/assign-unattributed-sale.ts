import { selectPayment } from '../../db/queries/payments.ts'
import { selectUnattributedSale, type UnattributedSaleRow } from '../../db/queries/unattributed-sales.ts'
import { selectUserByExternalId } from '../../db/queries/users.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { checkText, firstProblem } from '../input.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { checkOperatorInput, toReplayed, type OperatorActionResult } from '../operator/run-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { toStoreProblem } from '../store-connection/to-store-problem.ts'
import type { Assignment } from '../store-sync/apply-sale-state.ts'
import { assignSale, explainUnassigned } from '../store-sync/assign-sale.ts'

export type AssignUnattributedSaleInput = {
  readonly saleId: string
  /** The id of the user in the developer's system. */
  readonly userId: string
  readonly reason: string
  readonly idempotencyKey: string | null
}

/**
 * I5: an operator decides whose sale it is. The sale is read from the store and recorded as a payment of the user, by the same
 * statement as any other payment: whoever claims it at the same time, one of them gets it.
 */
export async function assignUnattributedSale(
  ctx: Context,
  input: AssignUnattributedSaleInput,
): Promise<Outcome<OperatorActionResult>> {
  const problem = firstProblem(
    checkText(input.userId, ['userId'], { min: 1, max: 200 }),
    checkOperatorInput(input),
  )
  if (problem !== null) return { problem }
  const { appId } = ctx.app
  const saleId = decodeId('sal', input.saleId)
  const idempotencyRecord = createIdempotencyRecord(ctx.caller, {
    operation: 'assignUnattributedSale',
    key: input.idempotencyKey,
    userId: '',
    args: { saleId, userId: input.userId, reason: input.reason },
  })
  const use = await findKeyUse(ctx, idempotencyRecord)
  if (use !== null && use.problem !== null) return { problem: use.problem }
  const earlier = use === null ? null : await selectPayment(ctx.db, appId, use.resourceId)
  if (earlier !== null) return { ...toReplayed(earlier), problem: null }
  const [sale, user] = await Promise.all([
    saleId === null ? null : selectUnattributedSale(ctx.db, appId, saleId),
    selectUserByExternalId(ctx.db, appId, input.userId),
  ])
  if (sale === null) return { problem: saleNotFound() }
  if (user === null) {
    const message = 'The user is not registered: call registerUser first.'
    return { problem: createProblem('USER_NOT_REGISTERED', message, ['userId']) }
  }
  const action = createOperatorAction(ctx, {
    action: 'assignUnattributedSale',
    reason: input.reason,
    changes: { before: { saleId: input.saleId }, after: { userId: input.userId } },
    idempotencyRecord,
  })
  return assignTo(ctx, sale, { user, lineItem: sale.lineItem, action })
}

async function assignTo(
  ctx: Context,
  { store, saleKey }: UnattributedSaleRow,
  assignment: Assignment,
): Promise<Outcome<OperatorActionResult>> {
  try {
    const { payment, isRecorded, changes } = await assignSale(
      ctx,
      { store, saleKey, details: null },
      assignment,
    )
    if (payment === null) return { problem: explainUnassigned(changes, ['saleId']) }
    if (payment.userId !== assignment.user.id) return { problem: saleNotFound() }
    return { payment, replayed: !isRecorded, problem: null }
  } catch (error) {
    return { problem: toStoreProblem(ctx, store, error) }
  }
}

function saleNotFound(): Problem {
  const message = 'There is no such sale, or it belongs to a user by now.'
  return createProblem('SALE_NOT_FOUND', message, ['saleId'])
}
