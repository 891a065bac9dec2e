import { selectOperatorByEmail, selectOperators, type OperatorRow } from '../../db/queries/operators.ts'
import type { Services } from '../context.ts'
import { normalizeEmail } from './operator-input.ts'

/** All operators, by email address. */
export function listOperators({ db }: Pick<Services, 'db'>): Promise<OperatorRow[]> {
  return selectOperators(db)
}

export function findOperatorByEmail(
  { db }: Pick<Services, 'db'>,
  email: string,
): Promise<OperatorRow | null> {
  return selectOperatorByEmail(db, normalizeEmail(email))
}
