/**
 * Returns the name of the endpoint that a path leads to, by the first pattern that matches, for metrics and traces. A path contains
 * ids and tokens, which must appear in neither.
 */
export function createEndpointClassifier(
  endpoints: Readonly<Record<string, RegExp>>,
): (path: string) => string {
  const entries = Object.entries(endpoints)
  return (path) => entries.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other'
}
