import type { OperatorRole, OperatorRow } from '../models.ts'

/** The role of an operator at an AppKey. */
export type OperatorGrant = {
  readonly operator: OperatorRow
  readonly role: OperatorRole
  readonly grantedAt: Date
}
