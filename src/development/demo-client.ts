import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

/** Executes a GraphQL operation with one root field and returns the value of that field. */
export async function executeGraphql<Payload>(
  url: string,
  headers: Record<string, string>,
  query: string,
  variables: Record<string, unknown>,
): Promise<Payload> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = (await response.json()) as {
    data?: Record<string, Payload>
    errors?: readonly { message: string }[]
  }
  const [payload] = Object.values(data ?? {})
  if (payload !== undefined && errors === undefined) return payload
  throw new Error(`${query}\n${JSON.stringify(errors)}`)
}

export function subscribeGraphql<Data>(
  url: string,
  connectionParams: Record<string, unknown>,
  query: string,
  variables: Record<string, unknown>,
): AsyncIterableIterator<Data> {
  const client = createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0 })
  const results = client.iterate<Data>({ query, variables })
  return (async function* () {
    try {
      for await (const { data, errors } of results) {
        if (data == null) throw new Error(JSON.stringify(errors))
        yield data
      }
    } finally {
      await client.dispose()
    }
  })()
}

export type EmulatorPurchase = { readonly id: string; readonly receipt: unknown }

/** Creates a purchase like the store's payment sheet. */
export function createEmulatorPurchase(
  emulatorUrl: string,
  purchase: {
    store: string
    productId: string
    accountToken: string
    outcome: 'PAID' | 'PENDING' | 'DECLINED'
    quantity?: number
  },
): Promise<EmulatorPurchase> {
  return callEmulator<EmulatorPurchase>(emulatorUrl, 'purchases', purchase)
}

/** Sends a POST request to the emulator's control API. */
export async function callEmulator<Result>(
  emulatorUrl: string,
  path: string,
  body: object = {},
): Promise<Result> {
  const response = await fetch(`${emulatorUrl}/control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(await response.text())
  return (await response.json()) as Result
}
