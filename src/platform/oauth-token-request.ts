import { z } from 'zod'
import type { IssuedToken } from './access-token.ts'
import { requestHttp, type HttpResponse } from './http-client.ts'
import { parseJson } from './json.ts'

export type OAuthTokenRequest = {
  /** The service that the token is for. */
  readonly service: string
  readonly url: string
  /** Sent in addition to `content-type` and `accept`. */
  readonly headers?: Readonly<Record<string, string>>
  readonly form: Readonly<Record<string, string>>
  readonly timeoutMs: number
}

/** `response` is an error response, or a response with status 200 that contains no token. */
export type OAuthTokenResult =
  { readonly ok: true; readonly token: IssuedToken } | { readonly ok: false; readonly response: HttpResponse }

const maxBodyBytes = 64 * 1024

const tokenResponseSchema = z.object({
  /** Printable ASCII only, because the token becomes part of a header. */
  access_token: z.string().regex(/^[\x21-\x7e]+$/),
  /** Seconds. */
  expires_in: z.number().positive(),
})

/**
 * Requests an access token once (RFC 6749, section 3.2).
 * @throws HttpError when there is no complete response
 */
export async function requestOAuthToken(request: OAuthTokenRequest): Promise<OAuthTokenResult> {
  const response = await requestHttp({
    peer: { service: request.service, endpoint: 'token' },
    url: request.url,
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
      ...request.headers,
    },
    body: new URLSearchParams(request.form).toString(),
    timeoutMs: request.timeoutMs,
    maxBodyBytes,
  })
  const parsed = response.status === 200 ? tokenResponseSchema.safeParse(parseJson(response.body)) : null
  if (parsed === null || !parsed.success) return { ok: false, response }
  const { access_token: value, expires_in: lifetimeSeconds } = parsed.data
  return { ok: true, token: { value, lifetimeMs: lifetimeSeconds * 1000 } }
}
