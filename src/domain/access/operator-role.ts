import type { OperatorRole } from '../models.ts'

export const operatorRoles = [
  'OWNER',
  'ADMIN',
  'SUPPORT',
  'VIEWER',
] as const satisfies readonly OperatorRole[]

/** SUPPORT and VIEWER include neither each other: one changes payments, the other sees revenue totals. */
const includedRoles: Readonly<Record<OperatorRole, readonly OperatorRole[]>> = {
  OWNER: operatorRoles,
  ADMIN: ['ADMIN', 'SUPPORT', 'VIEWER'],
  SUPPORT: ['SUPPORT'],
  VIEWER: ['VIEWER'],
}

/** Whether a role has every right of the other one. */
export function includesRole(role: OperatorRole, other: OperatorRole): boolean {
  return includedRoles[role].includes(other)
}

/** The rights that two roles have in common; null if they have none. */
export function limitRole(role: OperatorRole, limit: OperatorRole): OperatorRole | null {
  if (includesRole(role, limit)) return limit
  return includesRole(limit, role) ? role : null
}
