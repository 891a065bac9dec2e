import { createSourceEventStream, execute, type ExecutionArgs, type ExecutionResult } from 'graphql'
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

type Source = AsyncIterableIterator<object>

function isStream(source: Source | ExecutionResult): source is Source {
  return Symbol.asyncIterator in source
}

function mapStream(source: Source, map: (value: object) => Answer): AsyncIterableIterator<ExecutionResult> {
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: async () => {
      const result = await source.next()
      if (result.done === true) return { done: true, value: undefined }
      return { done: false, value: await map(result.value) }
    },
    return: async () => {
      await source.return?.()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
