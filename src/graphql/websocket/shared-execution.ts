import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { EventStream } from '../../events/feed-stream.ts'
import { isInternalError } from '../errors.ts'
import type { RequestContext } from '../request-context.ts'
import { createSubscriptionKeyBuilder } from './subscription-key.ts'

type PendingResult = Promise<ExecutionResult> | ExecutionResult
type SubscribeResult = AsyncIterableIterator<ExecutionResult> | ExecutionResult

/**
 * Subscribes as graphql-js does. But the same value that comes to many who ask the same of it with the same rights is answered
 * once for all of them: an event that thousands of game servers wait for is resolved once. The answer is given to whoever asks
 * while it is made, so it is never older than the value itself.
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
    // What the resolvers of `Subscription` return can always be ended.
    const source = (await createSourceEventStream(args)) as Source | ExecutionResult
    if (!isStream(source)) return source
    const key = getSubscriptionKey(args, viewerKeyOf(args.contextValue as RequestContext))
    return mapStream(source, (value) => executeOnce(args, key, value))
  }
}

/** Who may see the same. */
function viewerKeyOf({ authenticated }: RequestContext): string {
  if (authenticated === null) return ''
  const { app, caller } = authenticated.domain
  return JSON.stringify([app.appId, caller])
}

/** A stream of the domain can say what is there already; others are taken one by one. */
type Source = AsyncIterableIterator<object> & Partial<Pick<EventStream<object>, 'drainBuffered'>>

/** So many values are answered together: what their answers need is read in one go, and they are sent in one go. */
const maxBatchSize = 10

function isStream(source: Source | ExecutionResult): source is Source {
  return Symbol.asyncIterator in source
}

/** @throws the fault of ours in an answer: whoever goes on after its last cursor is told the value again, and does not miss it */
function toIteratorResult(result: ExecutionResult): IteratorResult<ExecutionResult, undefined> {
  const internalError = result.errors?.find(isInternalError)
  if (internalError !== undefined) throw internalError
  return { done: false, value: result }
}

function mapStream(
  source: Source,
  map: (value: object) => PendingResult,
): AsyncIterableIterator<ExecutionResult> {
  let ready: PendingResult[] = []
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const buffered = ready.shift()
      if (buffered !== undefined) return toIteratorResult(await buffered)
      const result = await source.next()
      if (result.done === true) return { done: true, value: undefined }
      const first = map(result.value)
      ready = (source.drainBuffered?.(maxBatchSize - 1) ?? []).map(map)
      // Whoever asks for one of them hears of its failure; until then nobody does.
      for (const each of ready) if (each instanceof Promise) each.catch(() => undefined)
      return toIteratorResult(await first)
    },
    return: async () => {
      ready = []
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
