import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { sha256 } from '../../platform/crypto.ts'
import type { Caller } from '../context.ts'
import { checkText } from '../input.ts'
import { createProblem, type Problem } from '../problem.ts'

/** A hash of a call's arguments, by which a repeated call differs from another call with the same key. */
export function hashRequest(args: Readonly<Record<string, unknown>>): string {
  const entries = Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))
  return sha256(JSON.stringify(entries)).toString('base64url')
}

export function checkIdempotencyKey(key: string | null, path: readonly string[] = []): Problem | null {
  return key === null ? null : checkText(key, [...path, 'idempotencyKey'], { min: 1, max: 200 })
}

/** The keys of clients are scoped to their user, so that no user can use the keys of another. */
export function createIdempotencyRecord(
  caller: Caller,
  call: {
    readonly operation: string
    readonly key: string | null
    /** The user of the payment or purchase; only the keys of clients depend on it. */
    readonly userId: string
    readonly args: Readonly<Record<string, unknown>>
  },
): IdempotencyRecord | null {
  if (call.key === null) return null
  return {
    operation: call.operation,
    scope: idempotencyScope(caller, call.userId),
    key: call.key,
    requestHash: hashRequest(call.args),
  }
}

export function idempotencyScope(caller: Caller, userId: string): string {
  return caller.kind === 'CLIENT' ? `user:${userId}` : 'server'
}

export function idempotencyKeyReused(path: readonly string[] = []): Problem {
  return createProblem(
    'IDEMPOTENCY_KEY_REUSED',
    'The idempotency key was used before with other arguments. Use a new key for a new call.',
    [...path, 'idempotencyKey'],
  )
}
