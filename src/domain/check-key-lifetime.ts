import { createProblem, type Problem } from './problem.ts'

const maxOverlapSeconds = 30 * 24 * 60 * 60

/** The problem of an expiry time that a new key cannot have; null for a key that does not expire. */
export function checkExpiry(expiresAt: Date | null, now: Date): Problem | null {
  if (expiresAt === null || expiresAt > now) return null
  return createProblem('INVALID_INPUT', 'expiresAt must be in the future.', ['expiresAt'])
}

/** The problem of the time for which a key and its replacement are valid together. */
export function checkOverlap(overlapSeconds: number): Problem | null {
  if (overlapSeconds >= 0 && overlapSeconds <= maxOverlapSeconds) return null
  const message = `overlapSeconds must be from 0 to ${maxOverlapSeconds} (30 days).`
  return createProblem('INVALID_INPUT', message, ['overlapSeconds'])
}
