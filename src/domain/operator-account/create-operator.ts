import { isUniqueViolation } from '../../db/errors.ts'
import { insertOperator } from '../../db/queries/operators.ts'
import { newUuid } from '../../platform/ids.ts'
import { hashPassword } from '../../platform/password-hash.ts'
import { createAuditedAction } from '../audit/record-audit.ts'
import type { Services } from '../context.ts'
import type { AuditOrigin } from '../models.ts'
import { firstProblem } from '../input.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { checkEmail, checkOperatorName, checkPassword, normalizeEmail } from './operator-input.ts'

export type CreateOperatorInput = {
  readonly email: string
  readonly name: string
  readonly password: string
  readonly installationOwner: boolean
}

/** Creates an operator with a password. */
export async function createOperator(
  services: Pick<Services, 'db' | 'clock'>,
  input: CreateOperatorInput,
  actor: AuditOrigin['actor'],
): Promise<Outcome<{ readonly operatorId: string }>> {
  const email = normalizeEmail(input.email)
  const problem = firstProblem(
    checkEmail(email),
    checkOperatorName(input.name),
    checkPassword(input.password, email),
  )
  if (problem !== null) return { problem }
  const { name, installationOwner } = input
  const id = newUuid()
  const passwordHash = await hashPassword(input.password)
  const changes = { after: { email, name, installationOwner } }
  const audit = { actor, action: 'createOperator', reason: null, changes, address: null } as const
  const operator = { id, email, name, passwordHash, installationOwner }
  try {
    await insertOperator(services.db, operator, createAuditedAction(audit, services.clock()))
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return {
      problem: createProblem('INVALID_INPUT', 'An operator with this email address exists.', ['email']),
    }
  }
  return { operatorId: id, problem: null }
}
