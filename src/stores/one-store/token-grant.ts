import type { IssuedToken } from '../../platform/access-token.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { requestOAuthToken } from '../../platform/oauth-token-request.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { OneStoreConfig, OneStoreMarket } from './config.ts'
import { toOneStoreUnavailableError } from './errors.ts'

export type ClientCredentialsGrantOptions = {
  readonly url: string
  readonly clientId: string
  readonly clientSecret: string
  readonly marketCode: OneStoreMarket
  readonly config: OneStoreConfig
}

/** @returns a function that requests a new access token once */
export function createClientCredentialsGrant(
  options: ClientCredentialsGrantOptions,
): () => Promise<IssuedToken> {
  const { url, clientId, clientSecret, marketCode, config } = options
  return async () => {
    const result = await requestOAuthToken({
      service: 'ONE_STORE',
      url: url + config.tokenPath,
      headers: { 'x-market-code': marketCode },
      form: { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret },
      timeoutMs: config.timeoutMs,
    })
    if (result.ok) return result.token
    throw toGrantError(result.response, config)
  }
}

function toGrantError(response: HttpResponse, config: OneStoreConfig): Error {
  const { status } = response
  if (status === 200) {
    return new StoreUnavailableError("ONE store's token endpoint returned an unreadable response")
  }
  const json = parseJson(response.body)
  if ([400, 401, 403].includes(status) && typeof json === 'object' && json !== null) {
    return new StoreMisconfiguredError(
      'ONE store rejects clientId with clientSecret: one of them is wrong, or the secret was replaced',
      { code: 'CREDENTIALS_REJECTED' },
    )
  }
  return toOneStoreUnavailableError(response, "ONE store's token endpoint", config)
}
