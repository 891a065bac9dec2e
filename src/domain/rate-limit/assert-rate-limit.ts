import type { RateLimitClass } from '../../platform/rate-limit-classes.ts'
import { RateLimitedError } from '../../platform/request-error.ts'
import type { AuthenticatedContext } from '../context.ts'
import { limitedSubjectsOf } from './limited-subjects.ts'

/**
 * Counts an operation against every limit of its caller. What is refused is not counted, so a caller that repeats refused calls at
 * once still gets its full rate.
 * @param costs how many root fields of each class the operation has; 0 only asks whether one more would be allowed
 * @throws RateLimitedError
 */
export async function assertRateLimit(
  ctx: AuthenticatedContext,
  costs: ReadonlyMap<RateLimitClass, number>,
): Promise<void> {
  const { coordination, limits } = ctx
  const { operations, windowMs } = limits.rateLimits
  for (const { subject, key } of limitedSubjectsOf(ctx)) {
    for (const [limitClass, cost] of costs) {
      const limit = operations[subject][limitClass]
      if (limit === null) continue
      const name = `${subject}:${limitClass}`
      const options = { windowMs, limit, cost, sharing: 'DELAYED' } as const
      const { allowed, remaining, retryAfterMs } = await coordination.rateLimit(`${name}:${key}`, options)
      const isExhausted = cost === 0 && remaining < 1
      if (allowed && !isExhausted) continue
      ctx.count('rate_limited', { subject, class: limitClass })
      const waitMs = isExhausted ? windowMs : retryAfterMs
      throw new RateLimitedError({ subject, limitClass, limit, windowMs, retryAfterMs: waitMs })
    }
  }
}

const oneInvalid: ReadonlyMap<RateLimitClass, number> = new Map([['INVALID', 1]])
const noneInvalid: ReadonlyMap<RateLimitClass, number> = new Map([['INVALID', 0]])

/**
 * Refuses a caller before its request is read, if it has sent too many that could not be executed: reading those costs time too.
 * @throws RateLimitedError
 */
export function assertInvalidRequestLimit(ctx: AuthenticatedContext): Promise<void> {
  return assertRateLimit(ctx, noneInvalid)
}

/** Counts a request that could not be executed. The request itself gets its own error. */
export async function countInvalidRequest(ctx: AuthenticatedContext): Promise<void> {
  await assertRateLimit(ctx, oneInvalid).catch((error: unknown) => {
    if (!(error instanceof RateLimitedError)) throw error
  })
}
