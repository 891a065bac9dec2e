import { isUniqueViolation } from '../../db/errors.ts'
import { lockOperator, isProofCurrent, type OperatorKey } from '../../db/queries/operators.ts'
import type { Services } from '../context.ts'

/** Who makes a call, and what has proved it. */
export type Caller = {
  readonly operator: OperatorKey
  /** The session of the call; null if it has none. */
  readonly sessionId: string | null
  /** The stored hash of the password that was verified; null if none was. */
  readonly passwordHash: string | null
}

/** What has proved who calls is not true any more: the session has ended, the password was changed or the operator was disabled. */
export class ProofExpiredError extends Error {
  override readonly name = 'ProofExpiredError'
  constructor() {
    super('the session or the password of the call is not valid any more')
  }
}

/**
 * Puts the changes of one operator in order. Of two calls at once, the later one finds what the earlier one has changed: a password
 * that was verified before a reset opens no session after it.
 * @param db the transaction in which the call makes its changes
 * @throws ProofExpiredError
 */
export async function lockCaller({ db }: Pick<Services, 'db'>, caller: Caller): Promise<void> {
  const operatorId = await lockOperator(db, caller.operator)
  if (operatorId === null || !(await isProofCurrent(db, operatorId, caller))) throw new ProofExpiredError()
}

/** Whether the change failed because another call has made it at the same time. */
export function isMadeAlready(error: unknown): boolean {
  return isUniqueViolation(error)
}
