import type { IssuedToken } from '../../platform/access-token.ts'
import { requestHttp } from '../../platform/http-client.ts'
import type { HttpAnswer } from '../../platform/http-client.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import { grantSchema, readJson } from './api-types.ts'
import { unavailable } from './failures.ts'
import type { OneStoreConfig, OneStoreMarket } from './one-store-config.ts'

export type GrantOptions = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly marketCode: OneStoreMarket
  readonly config: OneStoreConfig
}

const maxBodyBytes = 64 * 1024

/** @returns one attempt at a new access token */
export function createClientCredentialsGrant(options: GrantOptions): () => Promise<IssuedToken> {
  const { url, clientId, clientSecret, marketCode, config } = options
  return async () => {
    const answer = await requestHttp({
      url: url + config.tokenPath,
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        'x-market-code': marketCode,
      },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }).toString(),
      timeoutMs: config.timeoutMs,
      maxBodyBytes,
    })
    return readGrant(answer, config)
  }
}

function readGrant(answer: HttpAnswer, config: OneStoreConfig): IssuedToken {
  const json = readJson(answer.body)
  if (answer.status === 200) {
    const grant = grantSchema.safeParse(json)
    if (!grant.success) throw new StoreUnavailable("ONE store's token endpoint answered something unreadable")
    return { value: grant.data.access_token, lifetimeMs: grant.data.expires_in * 1000 }
  }
  const isRefusal = [400, 401, 403].includes(answer.status) && typeof json === 'object' && json !== null
  if (isRefusal) {
    throw new StoreMisconfigured(
      'ONE store refuses clientId with clientSecret: one of them is wrong, or the secret was replaced',
    )
  }
  throw unavailable(answer, "ONE store's token endpoint", config)
}
