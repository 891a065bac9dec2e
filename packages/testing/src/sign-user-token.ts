import { createHmac } from 'node:crypto'

export type SignUserTokenOptions = {
  /** Default 3,600. With a negative value the token has expired already. */
  readonly lifetimeSeconds?: number
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The token by which a game server proves its player. It has the time of the machine's clock. */
export function signUserToken(
  { appKey, secret }: { readonly appKey: string; readonly secret: string },
  userId: string,
  { lifetimeSeconds = 3_600 }: SignUserTokenOptions = {},
): string {
  const now = Math.floor(Date.now() / 1_000)
  const issuedAt = Math.min(now, now + lifetimeSeconds)
  const claims = { sub: userId, aud: appKey, iat: issuedAt, exp: now + lifetimeSeconds }
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}
