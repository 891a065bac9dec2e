import { randomUUID, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { oneStoreApp } from './one-store-context.ts'
import { OneStoreError } from './one-store-error.ts'
import type { OneStoreKeys } from './one-store-keys.ts'

const tokenLifetimeMs = 3600 * 1000
const renewalThresholdMs = 600 * 1000
const maxTokens = 100

const formSchema = z.object({
  grant_type: z.string(),
  client_id: z.string(),
  client_secret: z.string(),
})

/** The access tokens of one environment. Their time is the machine's, not the virtual one. */
export class OneStoreAccessTokens {
  readonly #keys: OneStoreKeys
  /** Oldest first; several may be valid at once. */
  readonly #expiries = new Map<string, number>()

  constructor(keys: OneStoreKeys) {
    this.#keys = keys
  }

  /** The same token as before while it has ten minutes left. */
  grant(form: unknown): object {
    const parsed = formSchema.safeParse(form)
    if (!parsed.success) throw new OneStoreError('RequiredValueNotExist')
    const { grant_type: grantType, client_id: clientId, client_secret: secret } = parsed.data
    if (grantType !== 'client_credentials') throw new OneStoreError('InvalidRequest')
    if (clientId !== oneStoreApp.clientId || !isEqual(secret, this.#keys.clientSecret)) {
      throw new OneStoreError('UnauthorizedAccess')
    }
    const [token, expiry] = this.#newest() ?? this.#issue()
    return {
      client_id: clientId,
      access_token: token,
      token_type: 'bearer',
      expires_in: Math.floor((expiry - Date.now()) / 1000),
      scope: 'DEFAULT',
    }
  }

  /** Exactly `Bearer`, though the token's type is called `bearer`. */
  assertValid(authorization: string | undefined): void {
    const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
    if (token === undefined) throw new OneStoreError('InvalidAuthorizationHeader')
    const expiry = this.#expiries.get(token)
    if (expiry === undefined) throw new OneStoreError('InvalidAccessToken')
    if (expiry <= Date.now()) throw new OneStoreError('AccessTokenExpired')
  }

  #newest(): [string, number] | undefined {
    const newest = [...this.#expiries].at(-1)
    return newest !== undefined && newest[1] - Date.now() >= renewalThresholdMs ? newest : undefined
  }

  #issue(): [string, number] {
    const token: [string, number] = [randomUUID(), Date.now() + tokenLifetimeMs]
    this.#expiries.set(...token)
    for (const oldest of this.#expiries.keys()) {
      if (this.#expiries.size <= maxTokens) break
      this.#expiries.delete(oldest)
    }
    return token
  }
}

function isEqual(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
