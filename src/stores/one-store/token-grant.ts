import type { IssuedToken } from '../../platform/access-token.ts'
import { requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { tokenResponseSchema, parseJson } from './api-types.ts'
import { toUnavailableError } from './errors.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'

export type ClientCredentialsGrantOptions = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly marketCode: OneStoreMarket
  readonly config: OneStoreConfig
}

const maxBodyBytes = 64 * 1024

/** @returns one attempt at a new access token */
export function createClientCredentialsGrant(
  options: ClientCredentialsGrantOptions,
): () => Promise<IssuedToken> {
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
    return parseTokenResponse(answer, config)
  }
}

function parseTokenResponse(answer: HttpResponse, config: OneStoreConfig): IssuedToken {
  const json = parseJson(answer.body)
  if (answer.status === 200) {
    const grant = tokenResponseSchema.safeParse(json)
    if (!grant.success)
      throw new StoreUnavailableError("ONE store's token endpoint returned an unreadable response")
    return { value: grant.data.access_token, lifetimeMs: grant.data.expires_in * 1000 }
  }
  const isRejection = [400, 401, 403].includes(answer.status) && typeof json === 'object' && json !== null
  if (isRejection) {
    throw new StoreMisconfiguredError(
      'ONE store rejects clientId with clientSecret: one of them is wrong, or the secret was replaced',
    )
  }
  throw toUnavailableError(answer, "ONE store's token endpoint", config)
}
