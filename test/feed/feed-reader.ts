import { createClient } from 'graphql-ws'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { PaymentEvent } from '../../src/graphql/generated/types.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { randomInt } from 'node:crypto'

/** A reader that is disconnected all the time, reconnects to any process, and resumes after its last cursor. */
export type FeedReader = {
  /** The received ids, in order. */
  readonly seen: () => readonly string[]
  /** The number of times it resumed. */
  readonly resumes: () => number
  /** The number of times it terminated its socket. */
  readonly socketsCut: () => number
  /** The last error as text. */
  readonly lastError: () => string | null
  /** Stops the reader once it has received this many events, or after the timeout. */
  readonly finish: (total: number, timeoutMs: number) => Promise<void>
}

export type FeedReaderOptions = {
  readonly serverKey: string
  /** The GraphQL URL of any process; null while there is none. */
  readonly pickUrl: () => string | null
  /** The beginning of the feed. */
  readonly startCursor: string
}

type ReceivedEvent = Pick<PaymentEvent, 'id' | 'cursor'>

const pauseMs = 30
/** After this time without a handshake another server is tried. */
const handshakeMs = 5_000

const followText = 'subscription ($after: Cursor) { paymentEvents(after: $after) { id cursor } }'
const pageText =
  'query ($after: Cursor, $first: Int) { paymentEvents(after: $after, first: $first) { nodes { id cursor } } }'

class TimeoutWebSocket extends WebSocket {
  constructor(address: string, protocols?: string | string[]) {
    super(address, protocols, { handshakeTimeout: handshakeMs })
  }
}

export function startFeedReader(options: FeedReaderOptions): FeedReader {
  const received: ReceivedEvent[] = []
  let total = Infinity
  let resumes = 0
  let cuts = 0
  let lastError: string | null = null
  let terminate: () => void = () => undefined
  const reading: ReadSession = {
    ...options,
    cursor: () => received.at(-1)?.cursor ?? options.startCursor,
    append: (event) => {
      if (received.length < total) received.push(event)
      return received.length < total
    },
    isEnding: () => total !== Infinity,
    onOpen: (end) => {
      terminate = end
    },
    onCut: () => {
      cuts += 1
    },
  }
  const run = async () => {
    while (received.length < total) {
      // As if the last events had not been stored by the reader.
      if (randomInt(10) === 0) received.splice(Math.max(0, received.length - randomInt(300)))
      const read = randomInt(4) === 0 ? readPages : followStream
      await read(reading).catch(async (error: unknown) => {
        lastError = String(error instanceof Error ? (error.stack ?? error) : JSON.stringify(error))
        await delay(pauseMs)
      })
      resumes += 1
    }
  }
  const running = run()
  return {
    seen: () => received.map(({ id }) => id),
    resumes: () => resumes,
    socketsCut: () => cuts,
    lastError: () => lastError,
    finish: async (count, timeoutMs) => {
      total = count
      if (received.length >= total) terminate()
      const late = new AbortController()
      await Promise.race([running, delay(timeoutMs, undefined, { signal: late.signal })])
      late.abort()
      total = 0
      terminate()
      await running
    },
  }
}

type ReadSession = FeedReaderOptions & {
  readonly cursor: () => string
  /** Appends an event; returns false when it was the last one. */
  readonly append: (event: ReceivedEvent) => boolean
  /** Whether the writers have stopped: the rest is read in larger batches. */
  readonly isEnding: () => boolean
  readonly onOpen: (hangUp: () => void) => void
  readonly onCut: () => void
}

function pickServer({ pickUrl }: ReadSession): string {
  const url = pickUrl()
  if (url === null) throw new Error('no server is running')
  return url
}

async function readPages(reading: ReadSession): Promise<void> {
  for (let pages = 1 + randomInt(3); pages > 0; pages -= 1) {
    const { data } = await postGraphql<{ paymentEvents: { nodes: ReceivedEvent[] } }>(
      pickServer(reading),
      { authorization: `Bearer ${reading.serverKey}` },
      pageText,
      { after: reading.cursor(), first: 1 + randomInt(100) },
    )
    if (data == null) throw new Error('the request was rejected')
    for (const event of data.paymentEvents.nodes) if (!reading.append(event)) return
  }
}

/** Reads any number of events, then terminates the connection. */
async function followStream(reading: ReadSession): Promise<void> {
  let socket: WebSocket | null = null
  const client = createClient({
    url: pickServer(reading).replace('http', 'ws'),
    webSocketImpl: TimeoutWebSocket,
    connectionParams: { authorization: `Bearer ${reading.serverKey}` },
    connectionAckWaitTimeout: handshakeMs,
    retryAttempts: 0,
    on: {
      opened: (opened) => {
        socket = opened as WebSocket
      },
    },
  })
  const hangUp = () => {
    socket?.terminate()
  }
  reading.onOpen(hangUp)
  const cut = setTimeout(() => {
    reading.onCut()
    hangUp()
  }, randomInt(3_000))
  try {
    let left = reading.isEnding() ? Infinity : 1 + randomInt(200)
    const variables = { after: reading.cursor() }
    for await (const { data } of client.iterate<{ paymentEvents: ReceivedEvent }>({
      query: followText,
      variables,
    })) {
      if (data == null) throw new Error('the request was rejected')
      left -= 1
      if (!reading.append(data.paymentEvents) || left === 0) return
    }
  } finally {
    clearTimeout(cut)
    hangUp()
    await client.dispose()
  }
}
