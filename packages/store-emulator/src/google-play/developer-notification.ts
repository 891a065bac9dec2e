/** The content of a real-time developer notification. */
export function createDeveloperNotification(now: number, packageName: string, part: object): object {
  // Documented as a number, but sent as a string.
  return { version: '1.0', packageName, eventTimeMillis: String(now), ...part }
}
