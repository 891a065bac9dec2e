import { SignJWT } from 'jose'
import type { DevApp } from '../../src/development/dev-app.ts'

export type GraphqlResponse<Data = Record<string, never>> = {
  readonly status: number
  readonly data: Data | null | undefined
  readonly errors:
    | readonly { message: string; extensions: { code: string }; path?: readonly (string | number)[] }[]
    | undefined
}

/** The time after which a request is aborted. */
export const requestTimeoutMs = 15_000

/** Sends one request and returns its response, whatever its status. */
export async function postGraphql<Data = Record<string, never>>(
  url: string,
  headers: Readonly<Record<string, string>>,
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<GraphqlResponse<Data>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(requestTimeoutMs),
  })
  const { data, errors } = (await response.json()) as GraphqlResponse<Data>
  return { status: response.status, data, errors }
}

export const serverKeyHeaders = (project: DevApp) => ({ authorization: `Bearer ${project.serverKey}` })

export const appKeyHeaders = (project: DevApp) => ({ 'x-app-key': project.appKey })

export async function userTokenHeaders(project: DevApp, userId: string): Promise<Record<string, string>> {
  return { ...appKeyHeaders(project), authorization: `Bearer ${await signUserToken(project, userId)}` }
}

export function signUserToken(project: DevApp, userId: string, lifetime = '1h'): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setAudience(project.appKey)
    .setIssuedAt()
    .setExpirationTime(lifetime)
    .sign(new TextEncoder().encode(project.userTokenSecret))
}
