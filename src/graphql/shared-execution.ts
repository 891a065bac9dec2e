import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
import type { Stream } from '../domain/event/follow-feed.ts'
import { isFault } from './format-error.ts'
import type { RequestContext } from './request-context.ts'
import { createQuestionNamer } from './question-name.ts'

type Answer = Promise<ExecutionResult> | ExecutionResult
type Answers = AsyncIterableIterator<ExecutionResult> | ExecutionResult

/**
 * Subscribes as graphql-js does. But the same value that comes to many who ask the same of it with the same rights is answered
 * once for all of them: an event that thousands of game servers wait for is resolved once. The answer is given to whoever asks
 * while it is made, so it is never older than the value itself.
 */
export function createSharedExecution() {
  const nameQuestion = createQuestionNamer()
  const answers = new WeakMap<object, Map<string, Answer>>()
  const answer = (args: ExecutionArgs, question: string, value: object): Answer => {
    const ofValue = answers.get(value) ?? new Map<string, Answer>()
    const known = ofValue.get(question)
    if (known !== undefined) return known
    answers.set(value, ofValue)
    const made = execute({ ...args, rootValue: value })
    const forget = () => void setImmediate(() => ofValue.delete(question))
    ofValue.set(question, made)
    if (made instanceof Promise) made.then(forget, forget)
    else forget()
    return made
  }
  return async (args: ExecutionArgs): Promise<Answers> => {
    // What the resolvers of `Subscription` return can always be ended.
    const source = (await createSourceEventStream(args)) as Source | ExecutionResult
    if (!isStream(source)) return source
    const question = nameQuestion(args, viewerOf(args.contextValue as RequestContext))
    return mapStream(source, (value) => answer(args, question, value))
  }
}

/** Who may see the same. */
function viewerOf({ authenticated }: RequestContext): string {
  if (authenticated === null) return ''
  const { app, caller } = authenticated.domain
  return JSON.stringify([app.appId, caller])
}

/** A stream of the domain can say what is there already; others are taken one by one. */
type Source = AsyncIterableIterator<object> & Partial<Pick<Stream<object>, 'takeReady'>>

/** So many values are answered together: what their answers need is read in one go, and they are sent in one go. */
const answeredTogether = 10

function isStream(source: Source | ExecutionResult): source is Source {
  return Symbol.asyncIterator in source
}

/** @throws the fault of ours in an answer: whoever goes on after its last cursor is told the value again, and does not miss it */
function give(result: ExecutionResult): IteratorResult<ExecutionResult, undefined> {
  const fault = result.errors?.find(isFault)
  if (fault !== undefined) throw fault
  return { done: false, value: result }
}

function mapStream(source: Source, map: (value: object) => Answer): AsyncIterableIterator<ExecutionResult> {
  let ready: Answer[] = []
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const answer = ready.shift()
      if (answer !== undefined) return give(await answer)
      const result = await source.next()
      if (result.done === true) return { done: true, value: undefined }
      const first = map(result.value)
      ready = (source.takeReady?.(answeredTogether - 1) ?? []).map(map)
      // Whoever asks for one of them hears of its failure; until then nobody does.
      for (const each of ready) if (each instanceof Promise) each.catch(() => undefined)
      return give(await first)
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
