import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from 'urql'

export type ApiClientOptions = {
  /** null for what belongs to no AppKey. */
  readonly appKey: string | null
  /** Called after a refusal that may mean that the session has ended. */
  readonly onRefused: () => void
}

/** A client of the API that acts with the session of the browser. */
export function createApiClient({ appKey, onRefused }: ApiClientOptions): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: fetchOptionsOf({ appKey, reason: null }),
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: (error) => {
          // Without its cookie a request is one of an app: it gets the errors that an app gets, such as those of its smaller limits.
          if (!['UNREACHABLE', 'RATE_LIMITED'].includes(codeOf(error))) onRefused()
        },
      }),
      fetchExchange,
    ],
  })
}

type CallOptions = { readonly appKey: string | null; readonly reason: string | null }

/** The session of the browser, the AppKey, and why the operator acts. */
export function fetchOptionsOf({ appKey, reason }: CallOptions): RequestInit {
  return {
    credentials: 'same-origin',
    headers: {
      ...(appKey === null ? {} : { 'x-app-key': appKey }),
      ...(reason === null ? {} : { 'x-coinslot-reason': encodeURIComponent(reason) }),
    },
  }
}

/** The code of an error: of the API, or `UNREACHABLE` if there was no answer. */
export function codeOf({ graphQLErrors, networkError, response }: CombinedError): string {
  const code = graphQLErrors[0]?.extensions['code']
  if (typeof code === 'string') return code
  const status = (response as Response | undefined)?.status
  if (status === 401) return 'UNAUTHENTICATED'
  if (status === 429) return 'RATE_LIMITED'
  return networkError === undefined ? 'INTERNAL' : 'UNREACHABLE'
}
