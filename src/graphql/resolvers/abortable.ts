type Source<Value> = (signal: AbortSignal) => Promise<AsyncGenerator<Value, void, void>>

/**
 * Wraps the source of a subscription so that `return` ends it immediately: a generator alone would end only at its next event.
 */
export async function abortable<Value>(source: Source<Value>): Promise<AsyncIterableIterator<Value>> {
  const controller = new AbortController()
  const values = await source(controller.signal)
  const iterator: AsyncIterableIterator<Value> = {
    next: () => values.next(),
    return: async () => {
      controller.abort()
      await values.return()
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]: () => iterator,
  }
  return iterator
}
