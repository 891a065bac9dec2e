import { RequestError } from '../domain/request-error.ts'

type Source<Value> = (
  signal: AbortSignal,
) => AsyncGenerator<Value, void, void> | Promise<AsyncGenerator<Value, void, void>>

/**
 * A subscription's source whose `return` ends a wait at once: a generator alone would notice its end only at its next event. What
 * a caller should read of its end is its last value; thrown, it would close the socket without a word.
 */
export async function abortable<Field extends string, Value>(
  source: Source<Value>,
  field: Field,
): Promise<AsyncIterableIterator<Record<Field, Value>>> {
  const controller = new AbortController()
  const values = await source(controller.signal)
  // graphql-js answers a field whose value is an error with that error.
  const show = (value: unknown) => ({ done: false, value: { [field]: value } as Record<Field, Value> })
  const iterator: AsyncIterableIterator<Record<Field, Value>> = {
    next: async () => {
      try {
        const result = await values.next()
        return result.done === true ? { done: true, value: undefined } : show(result.value)
      } catch (error) {
        if (error instanceof RequestError) return show(error)
        throw error
      }
    },
    return: async () => {
      controller.abort()
      await values.return()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
