import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { EventStream } from '../../events/feed-stream.ts'
import { isInternalError } from '../errors.ts'
import { withoutSignal, type RequestContext } from '../request-context.ts'
import { createSubscriptionKeyBuilder } from './subscription-key.ts'

type PendingResult = Promise<ExecutionResult> | ExecutionResult
type SubscribeResult = AsyncIterableIterator<ExecutionResult> | ExecutionResult

/**
 * Subscribes like graphql-js, but executes identical subscriptions of the same viewer only once for each source value: an event
 * that thousands of game servers subscribe to is resolved once. A result is shared only while it is being computed, so it is never
 * older than the source value.
 */
export function createSharedExecution() {
  const getSubscriptionKey = createSubscriptionKeyBuilder()
  const executions = new WeakMap<object, Map<string, PendingResult>>()
  const executeOnce = (args: ExecutionArgs, key: string, value: object): PendingResult => {
    const executionsOfValue = executions.get(value) ?? new Map<string, PendingResult>()
    const inFlight = executionsOfValue.get(key)
    if (inFlight !== undefined) return inFlight
    executions.set(value, executionsOfValue)
    const pending = execute({ ...args, rootValue: value })
    const remove = () => void setImmediate(() => executionsOfValue.delete(key))
    executionsOfValue.set(key, pending)
    if (pending instanceof Promise) pending.then(remove, remove)
    else remove()
    return pending
  }
  return async (args: ExecutionArgs): Promise<SubscribeResult> => {
    // The resolvers of `Subscription` return iterators that can be ended at any time.
    const source = (await createSourceEventStream(args)) as Source | ExecutionResult
    if (!isStream(source)) return source
    const context = args.contextValue as RequestContext
    const key = getSubscriptionKey(args, viewerKeyOf(context))
    const sharedArgs = { ...args, contextValue: withoutSignal(context) }
    return mapStream(source, (value) => executeOnce(sharedArgs, key, value))
  }
}

/** Viewers with the same key may see the same data. */
function viewerKeyOf({ authenticated }: RequestContext): string {
  if (authenticated === null) return ''
  const { app, caller } = authenticated.domain
  return JSON.stringify([app?.appId, caller])
}

/** The event stream can return buffered values at once; values of other streams are read one by one. */
type Source = AsyncIterableIterator<object> & Partial<Pick<EventStream<object>, 'drainBuffered'>>

/** Number of buffered values that are executed together, so that their data is loaded and sent in one batch. */
const maxBatchSize = 10

function isStream(source: Source | ExecutionResult): source is Source {
  return Symbol.asyncIterator in source
}

/**
 * Passes a result on, unless it contains an internal error.
 * @throws the internal error, which ends the stream: a client that resumes after its last cursor receives the value again
 */
function toIteratorResult(result: ExecutionResult): IteratorResult<ExecutionResult, undefined> {
  const internalError = result.errors?.find(isInternalError)
  if (internalError !== undefined) throw internalError
  return { done: false, value: result }
}

function mapStream(
  source: Source,
  map: (value: object) => PendingResult,
): AsyncIterableIterator<ExecutionResult> {
  let buffered: PendingResult[] = []
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const pending = buffered.shift()
      if (pending !== undefined) return toIteratorResult(await pending)
      const sourceResult = await source.next()
      if (sourceResult.done === true) return { done: true, value: undefined }
      const first = map(sourceResult.value)
      buffered = (source.drainBuffered?.(maxBatchSize - 1) ?? []).map(map)
      // The call of `next` that returns a buffered result reports its rejection; until then it must not count as unhandled.
      for (const each of buffered) if (each instanceof Promise) each.catch(() => undefined)
      return toIteratorResult(await first)
    },
    return: async () => {
      buffered = []
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
