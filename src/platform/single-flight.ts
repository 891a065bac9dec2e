/**
 * Shares one run between all callers that ask for the same key while it is in flight. They get the same result or the same error;
 * nothing is cached after the run ends.
 */
export function singleFlight<Args extends readonly unknown[], T>(
  run: (...args: Args) => Promise<T>,
  keyOf: (...args: Args) => string,
): (...args: Args) => Promise<T> {
  const inFlight = new Map<string, Promise<T>>()
  return (...args) => {
    const key = keyOf(...args)
    const known = inFlight.get(key)
    if (known !== undefined) return known
    const flight = Promise.try(() => run(...args)).finally(() => inFlight.delete(key))
    inFlight.set(key, flight)
    return flight
  }
}
