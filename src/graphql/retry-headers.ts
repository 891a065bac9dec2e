import { RateLimitedError, type RequestError } from '../platform/request-error.ts'

/** When to repeat a request, as headers: `retry-after` in seconds, and for a rate limit the fields of the IETF's draft. */
export function retryHeadersOf(error: RequestError): ReadonlyMap<string, string> {
  const headers = new Map<string, string>()
  if (error.retryAfterMs === null) return headers
  const seconds = String(Math.ceil(error.retryAfterMs / 1_000))
  headers.set('retry-after', seconds)
  if (error instanceof RateLimitedError) {
    const { subject, limitClass, limit, windowMs } = error.exceeded
    const name = `"${subject}:${limitClass}"`
    headers.set('ratelimit-policy', `${name};q=${limit};w=${windowMs / 1_000}`)
    headers.set('ratelimit', `${name};r=0;t=${seconds}`)
  }
  return headers
}
