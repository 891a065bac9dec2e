import { createHmac } from 'node:crypto'
import type { TestServer } from '../support/test-server.ts'

/** An answer of an endpoint of the sign-in. */
export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
  readonly setCookies: readonly string[]
}

export type CallOptions = {
  readonly method?: 'GET' | 'POST'
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | null>>
}

/** A browser: it keeps the cookies that it gets, and sends the origin of the page that it shows. */
export type Browser = {
  readonly cookies: Map<string, string>
  call: (path: string, options?: CallOptions) => Promise<Answer>
  post: (path: string, body?: unknown, headers?: CallOptions['headers']) => Promise<Answer>
  get: (path: string) => Promise<Answer>
  signIn: (email: string, password: string) => Promise<Answer>
}

let lastAddress = 0

/** Each browser has an address of its own, for which the server trusts the header `X-Forwarded-For`. */
export function openBrowser(
  baseUrl: string,
  address = `198.51.${(lastAddress += 1) >> 8}.${lastAddress & 255}`,
): Browser {
  const cookies = new Map<string, string>()
  const origin = new URL(baseUrl).origin
  const call = async (
    path: string,
    { method = 'POST', body, headers = {} }: CallOptions = {},
  ): Promise<Answer> => {
    const sent: Record<string, string | null> = {
      'x-forwarded-for': address,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(method === 'POST' ? { origin, 'content-type': 'application/json' } : {}),
      ...headers,
    }
    const response = await fetch(`${baseUrl}/operators/auth${path}`, {
      method,
      redirect: 'manual',
      headers: Object.entries(sent).flatMap(([name, value]) =>
        value === null ? [] : [[name, value] as [string, string]],
      ),
      ...(method === 'POST' ? { body: typeof body === 'string' ? body : JSON.stringify(body ?? {}) } : {}),
    })
    const setCookies = response.headers.getSetCookie()
    for (const cookie of setCookies) storeCookie(cookies, cookie)
    const text = await response.text()
    const isJson = response.headers.get('content-type')?.includes('json') === true
    const parsed = (isJson ? JSON.parse(text) : {}) as Record<string, unknown>
    return { status: response.status, headers: response.headers, body: parsed, setCookies }
  }
  return {
    cookies,
    call,
    post: (path, body, headers) => call(path, { body, ...(headers === undefined ? {} : { headers }) }),
    get: (path) => call(path, { method: 'GET' }),
    signIn: (email, password) => call('/sign-in/email', { body: { email, password } }),
  }
}

function storeCookie(cookies: Map<string, string>, text: string): void {
  const [pair = '', ...attributes] = text.split(';')
  const separator = pair.indexOf('=')
  const name = pair.slice(0, separator)
  const value = pair.slice(separator + 1)
  if (value === '' || attributes.some((attribute) => /max-age=0$/i.test(attribute))) cookies.delete(name)
  else cookies.set(name, value)
}

export const problemOf = ({ body }: Answer) => (body['error'] as { code: string } | undefined)?.code

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** The code that an authenticator app shows for the URI, in the interval that is `intervals` from now. */
export function totpCode(uri: string, intervals = 0): string {
  const secret = new URL(uri).searchParams.get('secret') ?? ''
  const bits = Array.from(secret, (character) =>
    alphabet.indexOf(character).toString(2).padStart(5, '0'),
  ).join('')
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + intervals))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 15
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0')
}

export const baseUrlOf = (server: TestServer) => server.instance.url
