import type { ServerKeyRow } from '../models.ts'

/** How long before its end a key is reported. */
export const expiryWarningMs = 14 * 24 * 60 * 60_000

export type ServerKeyStatus = 'ACTIVE' | 'EXPIRES_SOON' | 'EXPIRED' | 'REVOKED'

export function statusOf({ revokedAt, expiresAt }: ServerKeyRow, now: Date): ServerKeyStatus {
  if (revokedAt !== null) return 'REVOKED'
  if (expiresAt === null) return 'ACTIVE'
  if (expiresAt <= now) return 'EXPIRED'
  return expiresAt.getTime() - now.getTime() <= expiryWarningMs ? 'EXPIRES_SOON' : 'ACTIVE'
}

export function isValid(key: ServerKeyRow, now: Date): boolean {
  const status = statusOf(key, now)
  return status === 'ACTIVE' || status === 'EXPIRES_SOON'
}
