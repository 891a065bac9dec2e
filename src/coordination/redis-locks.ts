import { createBatcher } from '../platform/batcher.ts'
import { unavailable, type CircuitBreaker } from './redis-circuit-breaker.ts'
import type { CommandClient } from './redis-clients.ts'

/** The locks of Redis, each with the token of its holder. */
export type RedisLocks = {
  /** Whether the lock was free; `unavailable` if Redis does not answer, although it may have stored the token. */
  readonly acquire: (name: string, token: string, ttlMs: number) => Promise<boolean | typeof unavailable>
  /** Deletes the lock only if it has the token. */
  readonly release: (name: string, token: string) => void
  /** Resolves when Redis has answered the releases so far, or does not answer. */
  readonly whenReleased: () => Promise<void>
}

type RedisLocksOptions = { readonly client: CommandClient; readonly circuitBreaker: CircuitBreaker }

/** `ttlMs` is null to release the lock. */
type LockStep = { readonly name: string; readonly token: string; readonly ttlMs: number | null }

const maxSteps = 100

/**
 * Locks that are acquired or released while a command is in flight share the next one, in the order of the calls. Each is a key of its
 * own. The nodes of a Redis Cluster have different keys, so there each lock has a command of its own.
 */
export function createRedisLocks({ client, circuitBreaker }: RedisLocksOptions): RedisLocks {
  const batcher = createBatcher<LockStep, boolean | typeof unavailable>({
    maxBatchSize: maxSteps,
    startsNextTurn: true,
    run: (steps) => runSteps({ client, circuitBreaker }, steps),
  })
  const run = client.isCluster
    ? (step: LockStep) => circuitBreaker.run(() => runStep(client, step))
    : batcher.add
  let lastRelease: Promise<unknown> = Promise.resolve()
  return {
    acquire: (name, token, ttlMs) => run({ name, token, ttlMs: Math.ceil(ttlMs) }),
    release: (name, token) => {
      lastRelease = run({ name, token, ttlMs: null })
    },
    // The steps are run in the order of the calls.
    whenReleased: async () => {
      await lastRelease
    },
  }
}

async function runSteps(
  { client, circuitBreaker }: RedisLocksOptions,
  steps: readonly LockStep[],
): Promise<(boolean | typeof unavailable)[]> {
  const [first] = steps
  if (first !== undefined && steps.length === 1) {
    return [await circuitBreaker.run(() => runStep(client, first))]
  }
  const names = steps.map(({ name }) => name)
  const values = steps.flatMap(({ token, ttlMs }) => [token, ttlMs ?? 0])
  const replies = await circuitBreaker.run(() => client.runLockSteps(names.length, ...names, ...values))
  return steps.map((_, index) => (replies === unavailable ? unavailable : replies[index] === 1))
}

async function runStep(client: CommandClient, { name, token, ttlMs }: LockStep): Promise<boolean> {
  if (ttlMs === null) return (await client.releaseLock(name, token)) === 1
  return (await client.set(name, token, 'PX', ttlMs, 'NX')) !== null
}
