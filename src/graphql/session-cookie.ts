import type { IncomingHttpHeaders } from 'node:http'

/** The cookies of the console, whose names begin with `coinslot.`. */
const sessionCookiePattern = /(?:^|;\s*)(?:__Secure-|__Host-)?coinslot\./

/**
 * The cookies of a request that the console itself sent; null without a cookie of the console. The browser also sends them with
 * requests that other sites make, so the request has to come from a page of this server.
 */
export function readSessionCookie(headers: IncomingHttpHeaders): string | null {
  const { cookie } = headers
  if (cookie === undefined || !sessionCookiePattern.test(cookie)) return null
  return isSameOrigin(headers) ? cookie : null
}

/** Browsers name no origin in a `GET` of the same origin, but say so in `sec-fetch-site`. */
function isSameOrigin({ origin, host, 'sec-fetch-site': site }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return site === 'same-origin'
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
