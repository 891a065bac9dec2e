/** The GraphQL API of the server, called with its server key. */
export type CallServer = <Result>(
  query: string,
  variables?: Readonly<Record<string, unknown>>,
) => Promise<Result>

type Response = {
  readonly data?: { readonly result: unknown } | null
  readonly errors?: readonly { readonly message: string }[]
}

type Payload = { readonly problem?: { readonly code: string; readonly message: string } | null }

/** Executes operations whose field has the alias `result`. Rejects with the errors and the problem of the server. */
export function createServerCalls(url: string, serverKey: string): CallServer {
  return async <Result>(query: string, variables: Readonly<Record<string, unknown>> = {}) => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${serverKey}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as Response
    const [error] = errors ?? []
    if (error !== undefined || data == null) throw new Error(error?.message ?? 'The server returned no data.')
    const problem = (data.result as Payload | null)?.problem ?? null
    if (problem !== null) throw new Error(`${problem.code}: ${problem.message}`)
    return data.result as Result
  }
}
