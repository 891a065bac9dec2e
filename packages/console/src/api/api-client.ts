import { cacheExchange, Client, fetchExchange, mapExchange, type CombinedError } from 'urql'

export type ApiClientOptions = {
  /** null for what belongs to no AppKey. */
  readonly appKey: string | null
  readonly onUnauthenticated: () => void
}

/** A client of the API that acts with the session of the browser. */
export function createApiClient({ appKey, onUnauthenticated }: ApiClientOptions): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    fetchOptions: {
      credentials: 'same-origin',
      headers: appKey === null ? {} : { 'x-app-key': appKey },
    },
    exchanges: [
      cacheExchange,
      mapExchange({
        onError: (error) => {
          if (codeOf(error) === 'UNAUTHENTICATED') onUnauthenticated()
        },
      }),
      fetchExchange,
    ],
  })
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
