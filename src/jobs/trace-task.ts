import type { JobHelpers, Task } from 'graphile-worker'
import { runInScope } from '../platform/execution-scope.ts'
import { idPrefixByField } from '../platform/log-fields.ts'
import { encodeId, isUuid } from '../platform/ids.ts'
import { openScope, type Attributes } from '../platform/tracing.ts'

/**
 * Runs a job in a scope of its own: its lines of the log name the job, and it is a trace. What enqueued it is found by the ids of its
 * payload, because the sequencer enqueues jobs for the events of many requests at once.
 */
export function traceTask(name: string, task: Task): Task {
  return async (payload, helpers: JobHelpers) => {
    const { scope, end } = openScope({
      name: `job ${name}`,
      kind: 'consumer',
      logFields: { task: name },
      attributes: {
        'coinslot.job.task': name,
        'coinslot.job.attempt': helpers.job.attempts,
        ...readIds(payload),
      },
    })
    try {
      await runInScope(scope, () => task(payload, helpers))
      end()
    } catch (error) {
      end(error ?? 'unknown')
      throw error
    }
  }
}

/** The ids of the payload in the form in which the API shows them. */
function readIds(payload: unknown): Attributes {
  if (typeof payload !== 'object' || payload === null) return {}
  return Object.fromEntries(
    Object.entries(payload).flatMap(([field, value]) => {
      const prefix = idPrefixByField[field]
      if (prefix === undefined || prefix === 'usr' || typeof value !== 'string' || !isUuid(value)) return []
      return [[`coinslot.${field}`, encodeId(prefix, value)]]
    }),
  )
}
