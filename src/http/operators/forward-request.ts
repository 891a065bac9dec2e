import type { FastifyRequest } from 'fastify'
import type { Services } from '../../domain/context.ts'
import { operatorSecrets, type Keyring } from '../../platform/crypto.ts'
import { parseCookies, readSignedCookie, signCookieValue } from '../../platform/signed-cookie.ts'
import { addressHeader, authBasePath } from './operator-auth.ts'

const maxUserAgentLength = 300

export type ForwardOptions = {
  readonly consoleUrl: string
  readonly cookiePrefix: string
  readonly keyring: Keyring
  readonly path: string
  readonly body: unknown
  readonly address: string
  /** False removes the cookie of the session, because it names none that is open. */
  readonly hasSession: boolean
}

/**
 * The request for better-auth. It gets only the headers that it needs: our own cookies, the address that we have read, and the origin
 * that we have checked.
 */
export function toAuthRequest(request: FastifyRequest, options: ForwardOptions): Request {
  const { consoleUrl, path, body, address } = options
  const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : ''
  const headers = new Headers({ [addressHeader]: address, cookie: selectCookies(request, options) })
  const userAgent = request.headers['user-agent']
  if (userAgent !== undefined) headers.set('user-agent', userAgent.slice(0, maxUserAgentLength))
  const url = `${consoleUrl}${authBasePath}${path}${query}`
  if (request.method === 'GET') return new Request(url, { headers })
  headers.set('origin', consoleUrl)
  headers.set('content-type', 'application/json')
  return new Request(url, { method: 'POST', headers, body: JSON.stringify(body) })
}

/**
 * Our cookies, signed with the current secret: better-auth accepts no other signature, and a rotation of COINSLOT_SECRET must not end
 * the sessions.
 */
function selectCookies(
  request: FastifyRequest,
  { cookiePrefix, keyring, hasSession }: ForwardOptions,
): string {
  const secrets = operatorSecrets(keyring).map(({ value }) => value)
  const [current = ''] = secrets
  const pairs: string[] = []
  for (const [name, text] of parseCookies(request.headers.cookie ?? '')) {
    if (!name.startsWith(`${cookiePrefix}.`)) continue
    if (name === `${cookiePrefix}.session_token` && !hasSession) continue
    const signed = readSignedCookie(text, secrets)
    if (signed !== null) pairs.push(`${name}=${signCookieValue(signed.value, current)}`)
  }
  return pairs.join('; ')
}

/** The sign-in that waits for its second factor, by the cookie that better-auth has signed; null if there is none. */
export function readChallenge(
  { headers }: FastifyRequest,
  { keyring, operatorSessions }: Pick<Services, 'keyring' | 'operatorSessions'>,
): string | null {
  const text = parseCookies(headers.cookie ?? '').get(`${operatorSessions.cookiePrefix}.two_factor`)
  if (text === undefined) return null
  const secrets = operatorSecrets(keyring).map(({ value }) => value)
  return readSignedCookie(text, secrets)?.value ?? null
}
