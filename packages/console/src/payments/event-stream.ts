import { createClient } from 'graphql-ws/client'
import { PaymentChangesDocument } from '../generated/operations.ts'

export type StreamState = 'CONNECTING' | 'OPEN' | 'LOST'

type EventStreamOptions = {
  readonly appKey: string
  readonly onEvent: () => void
  readonly onState: (state: StreamState) => void
}

const maxDelayMs = 15_000

/** Listens to the changes of payments until the returned function is called. A lost connection is opened again, for as long as it takes. */
export function openEventStream({ appKey, onEvent, onState }: EventStreamOptions): () => void {
  const url = new URL('/graphql', location.href)
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
  let isEnded = false
  let attempts = 0
  let timer = 0
  let close: () => void = () => undefined
  const connect = () => {
    // The cookie of the session is part of the request that opens the socket.
    const client = createClient({
      url: url.href,
      connectionParams: { appKey },
      retryAttempts: 0,
      keepAlive: 10_000,
    })
    client.on('connected', () => {
      attempts = 0
      onState('OPEN')
    })
    const reconnect = () => {
      if (isEnded) return
      onState('LOST')
      void client.dispose()
      timer = window.setTimeout(connect, Math.min(maxDelayMs, 500 * 2 ** attempts))
      attempts += 1
    }
    const query = PaymentChangesDocument.toString()
    const stop = client.subscribe({ query }, { next: onEvent, error: reconnect, complete: reconnect })
    close = () => {
      stop()
      void client.dispose()
    }
  }
  onState('CONNECTING')
  connect()
  return () => {
    isEnded = true
    window.clearTimeout(timer)
    close()
  }
}
