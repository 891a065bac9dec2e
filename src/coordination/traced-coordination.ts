import { traceSpan } from '../platform/tracing.ts'
import type { Coordination } from './contract.ts'

/** Makes the calls that a request waits for spans of its trace. Keys are left out, because they contain ids and addresses. */
export function traceCoordination(coordination: Coordination): Coordination {
  const trace = <Result>(operation: string, run: () => Promise<Result>) =>
    traceSpan(
      {
        name: `coordination ${operation}`,
        kind: 'client',
        attributes: { 'coinslot.coordination': operation },
      },
      run,
    )
  return {
    ...coordination,
    acquire: (key, options) => trace('acquire', () => coordination.acquire(key, options)),
    rateLimit: (key, options) => trace('rateLimit', () => coordination.rateLimit(key, options)),
  }
}
