/**
 * Shares one run between all callers with the same key while it is in flight. They get the same result or the same error;
 * nothing is cached after the run ends.
 */
export function singleFlight<Args extends readonly unknown[], T>(
  run: (...args: Args) => Promise<T>,
  keyOf: (...args: Args) => string,
): (...args: Args) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>()
  /** Turns an error that `run` throws synchronously into a rejection. */
  const start = async (args: Args): Promise<T> => await run(...args)

  return (...args) => {
    const key = keyOf(...args)
    const known = inFlight.get(key)
    if (known !== undefined) return known
    const flight = start(args).finally(() => inFlight.delete(key))
    inFlight.set(key, flight)
    return flight
  }
}
