import { AppStoreServerAPIClient, Environment } from '@apple/app-store-server-library'

import type { HttpRequest, HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import type { AppStoreCredentials } from './connection.ts'
import { classifyAppStoreEndpoint } from './endpoints.ts'

type AppleClientOptions = {
  readonly bundleId: string
  readonly credentials: AppStoreCredentials
  readonly urls: Readonly<Record<StoreEnvironment, string>>
}

type Send = (
  request: Pick<HttpRequest, 'peer' | 'url' | 'method' | 'headers' | 'body'>,
) => Promise<HttpResponse>

/**
 * Apple's client with another transport: its own has no timeout and no configurable base URL, and discards the response headers.
 */
export class AppleClient extends AppStoreServerAPIClient {
  readonly #baseUrl: string
  readonly #send: Send

  constructor(options: AppleClientOptions, environment: StoreEnvironment, send: Send) {
    const { privateKey, keyId, issuerId } = options.credentials
    const { PRODUCTION, SANDBOX } = Environment
    super(privateKey, keyId, issuerId, options.bundleId, environment === 'PRODUCTION' ? PRODUCTION : SANDBOX)
    this.#baseUrl = options.urls[environment]
    this.#send = send
  }

  // eslint-disable-next-line max-params -- the library's signature
  protected override async makeFetchRequest(
    path: string,
    query: URLSearchParams,
    method: string,
    body: string | Buffer | undefined,
    headers: Record<string, string>,
  ): Promise<never> {
    const url = this.#baseUrl + path + (query.size === 0 ? '' : `?${query.toString()}`)
    const response = await this.#send({
      peer: { service: 'APP_STORE', endpoint: classifyAppStoreEndpoint(path) },
      url,
      method: toHttpMethod(method),
      headers,
      // The library sends only images as bytes, and no call here sends one.
      ...(typeof body === 'string' ? { body } : {}),
    })
    return asLibraryResponse({
      ok: isSuccessResponse(response),
      status: response.status,
      json: () => Promise.resolve().then((): unknown => JSON.parse(response.body)),
    })
  }
}

/** Where no content is expected, the library accepts every 2xx; a page of a proxy must not count as success. */
function isSuccessResponse({ status, body }: HttpResponse): boolean {
  return status >= 200 && status < 300 && (body.trim() === '' || parseJson(body) !== undefined)
}

function toHttpMethod(method: string): HttpRequest['method'] {
  if (method === 'GET' || method === 'POST' || method === 'PUT') return method
  throw new Error(`unexpected method of an App Store call: ${method}`)
}

/** The library reads only these three members; its type is node-fetch's `Response`, which is not used here. */
function asLibraryResponse(response: { ok: boolean; status: number; json: () => Promise<unknown> }): never {
  return response as never
}
