type Source<Value> = (signal: AbortSignal) => Promise<AsyncGenerator<Value, void, void>>

/**
 * A subscription's source whose `return` ends a wait at once: a generator alone would notice its end only at its next event.
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
