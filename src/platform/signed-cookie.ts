import { createHmac } from 'node:crypto'
import { equalInConstantTime } from './crypto.ts'

/** The cookies of a request by name; of a repeated name the first one, as in browsers the most specific. */
export function parseCookies(header: string): Map<string, string> {
  const cookies = new Map<string, string>()
  for (const pair of header.split(';')) {
    const separator = pair.indexOf('=')
    const name = pair.slice(0, separator).trim()
    if (name !== '' && separator > 0 && !cookies.has(name))
      cookies.set(name, pair.slice(separator + 1).trim())
  }
  return cookies
}

/** The value with its signature, as better-auth writes and reads it: `<value>.<HMAC-SHA256 in base64>`, percent-encoded. */
export function signCookieValue(value: string, secret: string): string {
  return encodeURIComponent(`${value}.${signatureOf(value, secret)}`)
}

/** The value of a signed cookie, and the index of the secret that signed it; null if none of the secrets did. */
export function readSignedCookie(
  cookie: string,
  secrets: readonly string[],
): { readonly value: string; readonly secretIndex: number } | null {
  const text = decodePercentEncoding(cookie)
  const separator = text.lastIndexOf('.')
  if (separator < 1) return null
  const value = text.slice(0, separator)
  const signature = text.slice(separator + 1)
  const secretIndex = secrets.findIndex((secret) =>
    equalInConstantTime(signature, signatureOf(value, secret)),
  )
  return secretIndex === -1 ? null : { value, secretIndex }
}

function signatureOf(value: string, secret: string): string {
  return createHmac('sha256', secret).update(value).digest('base64')
}

function decodePercentEncoding(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
