import { randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { hourMs } from '../durations.ts'
import { isClientId } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'
import type { OneStoreKeys } from './one-store-keys.ts'

const tokenLifetimeMs = hourMs
const renewalThresholdMs = 10 * 60 * 1000
const maxTokens = 100

const formSchema = z.object({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
})

/** Issues the access tokens of one environment. Their lifetime is measured with the machine's clock, not with the virtual one. */
export type OneStoreAccessTokens = {
  /** Returns the previous token while it is valid for at least ten more minutes. */
  grant: (form: unknown) => object
  /** Requires the scheme `Bearer` in exactly this case, although the token type is `bearer`. */
  assertValid: (authorization: string | undefined) => void
}

export function createOneStoreAccessTokens({ clientSecret }: OneStoreKeys): OneStoreAccessTokens {
  /** Oldest first; several tokens can be valid at the same time. */
  const expiries = new Map<string, number>()

  const findReusable = (): [token: string, expiry: number] | undefined => {
    const newest = [...expiries].at(-1)
    return newest !== undefined && newest[1] - Date.now() >= renewalThresholdMs ? newest : undefined
  }

  const issue = (): [token: string, expiry: number] => {
    const [token, expiry] = [randomUUID(), Date.now() + tokenLifetimeMs]
    expiries.set(token, expiry)
    for (const oldestToken of expiries.keys()) {
      if (expiries.size <= maxTokens) break
      expiries.delete(oldestToken)
    }
    return [token, expiry]
  }

  return {
    grant: (form) => {
      const clientId = parseGrant(form, clientSecret)
      const [token, expiry] = findReusable() ?? issue()
      return {
        client_id: clientId,
        access_token: token,
        token_type: 'bearer',
        expires_in: Math.floor((expiry - Date.now()) / 1000),
        scope: 'DEFAULT',
      }
    },
    assertValid: (authorization) => {
      const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
      if (token === undefined) throw new OneStoreError('InvalidAuthorizationHeader')
      const expiry = expiries.get(token)
      if (expiry === undefined) throw new OneStoreError('InvalidAccessToken')
      if (expiry <= Date.now()) throw new OneStoreError('AccessTokenExpired')
    },
  }
}

/** @returns the client id */
function parseGrant(form: unknown, clientSecret: string): string {
  const parsed = formSchema.safeParse(form)
  if (!parsed.success) throw new OneStoreError('RequiredValueNotExist')
  const { grant_type: grantType, client_id: clientId, client_secret: secret } = parsed.data
  if (grantType !== 'client_credentials') throw new OneStoreError('InvalidRequest')
  if (!isClientId(clientId) || !isEqual(secret, clientSecret)) throw new OneStoreError('UnauthorizedAccess')
  return clientId
}

function isEqual(text: string, expected: string): boolean {
  const [a, b] = [Buffer.from(text), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
