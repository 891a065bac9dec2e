import type { CoinslotOptions } from '../client/create-coinslot.ts'

/**
 * The player who is logged in, without asking the server. A user token is not checked: it chooses among the player's own answers.
 * @throws if nobody is found
 */
export async function readUserId({ userId, userToken }: CoinslotOptions): Promise<string | undefined> {
  if (userToken === undefined) return typeof userId === 'function' ? userId() : userId
  return readSubject(typeof userToken === 'function' ? await userToken({ isExpired: false }) : userToken)
}

/** The claims of a JWT are UTF-8 in base64 with `-` and `_`. */
function readSubject(token: string): string | undefined {
  const [, claims = ''] = token.split('.')
  const bytes = atob(claims.replaceAll('-', '+').replaceAll('_', '/'))
  const escaped = bytes.replace(/[^]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`)
  return (JSON.parse(decodeURIComponent(escaped)) as { readonly sub?: string }).sub
}
