/** Works on the items, at most `concurrency` of them at the same time, in their order. */
export async function inParallel<T>(
  items: readonly T[],
  concurrency: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items]
  await Promise.all(
    Array.from({ length: Math.min(concurrency, items.length) }, async () => {
      while (left.length > 0) {
        const [item] = left.splice(0, 1)
        await work(item as T)
      }
    }),
  )
}
