import type { RateLimitOptions } from '../../coordination/contract.ts'
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
  const counted: Counted[] = []
  for (const { subject, key } of limitedSubjectsOf(ctx)) {
    for (const [limitClass, cost] of costs) {
      const limit = operations[subject][limitClass]
      if (limit === null) continue
      const name = `${subject}:${limitClass}:${key}`
      const options = { windowMs, limit, cost, sharing: 'DELAYED' } as const
      const { allowed, remaining, retryAfterMs } = await coordination.rateLimit(name, options)
      const isExhausted = cost === 0 && remaining < 1
      if (allowed && !isExhausted) {
        counted.push({ name, options })
        continue
      }
      await giveBack(ctx, counted)
      ctx.count('rate_limited', { subject, class: limitClass })
      const waitMs = isExhausted ? windowMs : retryAfterMs
      throw new RateLimitedError({ subject, limitClass, limit, windowMs, retryAfterMs: waitMs })
    }
  }
}

type Counted = { readonly name: string; readonly options: RateLimitOptions & { readonly cost: number } }

/** The limits of an operation are counted one after the other, and a later one may refuse it. */
async function giveBack(
  { coordination }: Pick<AuthenticatedContext, 'coordination'>,
  counted: readonly Counted[],
): Promise<void> {
  for (const { name, options } of counted) {
    if (options.cost > 0) await coordination.rateLimit(name, { ...options, cost: -options.cost })
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
export function countInvalidRequest(ctx: AuthenticatedContext): Promise<void> {
  return countOnly(ctx, oneInvalid)
}

const oneRead: ReadonlyMap<RateLimitClass, number> = new Map([['READ', 1]])
const noneRead: ReadonlyMap<RateLimitClass, number> = new Map([['READ', 0]])

/**
 * Refuses a caller before a persisted operation is looked up in the database, if it has reached its limit of reading.
 * @throws RateLimitedError
 */
export function assertUnknownOperationLimit(ctx: AuthenticatedContext): Promise<void> {
  return assertRateLimit(ctx, noneRead)
}

/**
 * Counts a persisted operation that does not exist, as reading and not as an invalid request: clients of Apollo ask for each operation
 * once in this way, and a released app may name operations that were deleted.
 */
export function countUnknownOperation(ctx: AuthenticatedContext): Promise<void> {
  return countOnly(ctx, oneRead)
}

async function countOnly(
  ctx: AuthenticatedContext,
  costs: ReadonlyMap<RateLimitClass, number>,
): Promise<void> {
  await assertRateLimit(ctx, costs).catch((error: unknown) => {
    if (!(error instanceof RateLimitedError)) throw error
  })
}
