import type { IncomingHttpHeaders } from 'node:http'

/** The cookies of the console, whose names begin with `coinslot.`, after a prefix where they are secure. */
const sessionCookiePattern = /(?:^|;\s*)(?:__Secure-|__Host-)?coinslot\./

/**
 * The cookies of a request that the console itself sent; null without a cookie of the console. The browser also sends them with
 * requests that other sites make, so the request has to come from a page of the console.
 * @param consoleUrl null if the console has the address of this server
 */
export function readSessionCookie(headers: IncomingHttpHeaders, consoleUrl: string | null): string | null {
  const { cookie } = headers
  if (cookie === undefined || !sessionCookiePattern.test(cookie)) return null
  return isOfConsole(headers, consoleUrl) ? cookie : null
}

/** Browsers name no origin in a `GET` of the same origin, but say so in `sec-fetch-site`. */
function isOfConsole(
  { origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders,
  consoleUrl: string | null,
): boolean {
  if (origin === undefined) return site === 'same-origin'
  if (!URL.canParse(origin)) return false
  const url = new URL(origin)
  return consoleUrl === null ? url.host === host?.toLowerCase() : url.origin === new URL(consoleUrl).origin
}
