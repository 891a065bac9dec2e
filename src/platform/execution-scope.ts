import { AsyncLocalStorage } from 'node:async_hooks'
import type { Span } from '@opentelemetry/api'

/** What runs now and everything that it awaits: a request or a job. */
export type ExecutionScope = {
  /** Fields that each line of the log has. */
  readonly logFields: Readonly<Record<string, string>>
  /** The innermost active span; null without tracing, and when the trace is not recorded. */
  readonly span: Span | null
  /** Shared by all scopes of the request or job. Timers and loops that it started may outlive it, and do not belong to it. */
  readonly lifetime: { isEnded: boolean }
}

const storage = new AsyncLocalStorage<ExecutionScope>()

/** The scope of the running request or job; null in work of the process itself. */
export function currentScope(): ExecutionScope | null {
  const scope = storage.getStore()
  return scope === undefined || scope.lifetime.isEnded ? null : scope
}

export function runInScope<Result>(scope: ExecutionScope, run: () => Result): Result {
  return storage.run(scope, run)
}

/** The id of the request that runs now, which its response and its lines of the log have; null outside of a request. */
export function currentRequestId(): string | null {
  return currentScope()?.logFields['requestId'] ?? null
}
