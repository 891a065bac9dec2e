type Source<Value> = (
  signal: AbortSignal,
) => AsyncGenerator<Value, void, void> | Promise<AsyncGenerator<Value, void, void>>

/**
 * A subscription's source whose `return` ends a wait at once: a generator alone would notice its end only at its next event.
 */
export async function abortable<Field extends string, Value>(
  source: Source<Value>,
  field: Field,
): Promise<AsyncIterableIterator<Record<Field, Value>>> {
  const controller = new AbortController()
  const values = await source(controller.signal)
  const iterator: AsyncIterableIterator<Record<Field, Value>> = {
    next: async () => {
      const result = await values.next()
      if (result.done === true) return { done: true, value: undefined }
      return { done: false, value: { [field]: result.value } as Record<Field, Value> }
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
