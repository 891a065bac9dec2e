import type { MethodOptions } from 'googleapis/build/src/apis/androidpublisher/index.js'
import type { androidpublisher_v3 } from 'googleapis/build/src/apis/androidpublisher/v3.js'

import { requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { classifyGooglePlayEndpoint } from './endpoints.ts'

type Publisher = androidpublisher_v3.Androidpublisher

/** A call of Google's client, or the path of a frequent read, which the client would make four times as expensive. */
export type PublisherCall = PublisherMethod | { readonly path: string }
type PublisherMethod = (publisher: Publisher, options: MethodOptions) => Promise<unknown>

export type PublisherRequest = {
  readonly apiUrl: string
  readonly accessToken: string
  readonly timeoutMs: number
}

const maxBodyBytes = 512 * 1024

let cachedPublisher: Promise<Publisher> | null = null

/**
 * Loads the client on the first call and caches it; a failed import is tried again by the next call. This one file of `googleapis`
 * takes 80 ms and 28 MB to load, the whole package 1.3 s and 120 MB.
 */
function loadPublisher(): Promise<Publisher> {
  cachedPublisher ??= importPublisher().catch((error: unknown) => {
    cachedPublisher = null
    throw error
  })
  return cachedPublisher
}

async function importPublisher(): Promise<Publisher> {
  const { androidpublisher_v3 } = await import('googleapis/build/src/apis/androidpublisher/v3.js')
  return new androidpublisher_v3.Androidpublisher({})
}

/** @throws HttpError */
export function callPublisher(request: PublisherRequest, call: PublisherCall): Promise<HttpResponse> {
  if (typeof call === 'function') return callByClient(request, call)
  const { apiUrl, accessToken, timeoutMs } = request
  return requestHttp({
    peer: { service: 'GOOGLE_PLAY', endpoint: classifyGooglePlayEndpoint(call.path) },
    url: apiUrl.replace(/\/$/, '') + call.path,
    method: 'GET',
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    timeoutMs,
    maxBodyBytes,
  })
}

/**
 * Sends one call of Google's client through our HTTP client. The client's own transport retries without regard to the deadline, and
 * hides the response body behind its own errors.
 * @throws HttpError
 */
async function callByClient(request: PublisherRequest, call: PublisherMethod): Promise<HttpResponse> {
  const publisher = await loadPublisher()
  const captured: { exchange: Promise<HttpResponse> | null } = { exchange: null }
  const clientError = await call(publisher, {
    rootUrl: request.apiUrl,
    headers: { authorization: `Bearer ${request.accessToken}` },
    retry: false,
    responseType: 'text',
    fetchImplementation: async (url, init) => {
      captured.exchange = requestHttp({
        peer: {
          service: 'GOOGLE_PLAY',
          endpoint: classifyGooglePlayEndpoint(new URL(readUrl(url)).pathname),
        },
        url: readUrl(url),
        method: init?.method === 'POST' ? 'POST' : 'GET',
        headers: Object.fromEntries(new Headers(init?.headers)),
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
        timeoutMs: request.timeoutMs,
        maxBodyBytes,
      })
      await captured.exchange.catch(() => null)
      return new Response('')
    },
  }).then(
    () => null,
    (error: unknown) => error,
  )
  if (captured.exchange !== null) return await captured.exchange
  throw new Error('the Google Play client made no request', { cause: clientError })
}

function readUrl(target: string | URL | Request): string {
  if (typeof target === 'string') return target
  return target instanceof URL ? target.href : target.url
}
