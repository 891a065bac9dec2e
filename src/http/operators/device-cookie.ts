import { operatorSecrets, randomSecret, sha256, type Keyring } from '../../platform/crypto.ts'
import { parseCookies, readSignedCookie, signCookieValue } from '../../platform/signed-cookie.ts'

const maxAgeSeconds = 180 * 24 * 60 * 60

/**
 * A cookie that says that this browser has signed in to an account before. It signs nobody in: attempts with it have a limit of their
 * own, so that others who exhaust the limits of the account do not lock its operator out.
 */
export function createDeviceCookie(
  keyring: Keyring,
  { prefix, email, secure }: { readonly prefix: string; readonly email: string; readonly secure: boolean },
): string {
  const value = signCookieValue(`${accountOf(email)}:${randomSecret(18)}`, operatorSecrets(keyring)[0].value)
  const attributes = `Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
  return `${prefix}.device=${value}; ${attributes}`
}

/** The id of a browser that has signed in to this account; null for any other. */
export function readDeviceId(
  keyring: Keyring,
  { prefix, email, cookie }: { readonly prefix: string; readonly email: string; readonly cookie: string },
): string | null {
  const text = parseCookies(cookie).get(`${prefix}.device`)
  const secrets = operatorSecrets(keyring).map(({ value }) => value)
  const [account, deviceId = null] =
    (text === undefined ? null : readSignedCookie(text, secrets))?.value.split(':') ?? []
  return account === accountOf(email) ? deviceId : null
}

function accountOf(email: string): string {
  return sha256(email.trim().toLowerCase()).toString('base64url')
}
