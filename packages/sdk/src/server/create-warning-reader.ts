import type { FetchResponse } from '../core/read-response.ts'

/** Passes the first warning of the server about the version of the SDK to the program, or to the console. */
export function createWarningReader(
  onWarning: (message: string) => void = (message) => console.warn(message),
): (headers: FetchResponse['headers']) => void {
  let hasWarned = false
  return (headers) => {
    const warning = headers.get('x-coinslot-warning')
    if (warning === null || hasWarned) return
    hasWarned = true
    try {
      onWarning(warning)
    } catch {
      // A callback of the program must not break a call.
    }
  }
}
