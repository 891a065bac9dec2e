import type { ServerKeyRole } from '../models.ts'

const ranks: Readonly<Record<ServerKeyRole, number>> = { READER: 0, GAME_SERVER: 1, ADMIN: 2 }

/** Whether a role is at least the required one: each role includes the rights of the roles below it. */
export function hasRole(role: ServerKeyRole, requiredRole: ServerKeyRole): boolean {
  return ranks[role] >= ranks[requiredRole]
}
