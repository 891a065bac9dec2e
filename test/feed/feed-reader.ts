import { createClient } from 'graphql-ws'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { PaymentEvent } from '../../src/graphql/generated/types.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { randomInt } from '../support/random-int.ts'

/** A reader that is cut off all the time, connects to any process, and goes on after its last cursor. */
export type FeedReader = {
  /** The ids that it was told, in that order. */
  readonly seen: () => readonly string[]
  /** How often it went on. */
  readonly resumes: () => number
  /** How often it cut its socket in the middle. */
  readonly socketsCut: () => number
  /** What last went wrong, in words. */
  readonly lastError: () => string | null
  /** Lets it stop once it has seen this many; fails when it does not get there in time. */
  readonly finish: (total: number, timeoutMs: number) => Promise<void>
}

export type FeedReaderOptions = {
  readonly serverKey: string
  /** The GraphQL address of any process; null while there is none. */
  readonly pickUrl: () => string | null
  /** The beginning of the feed. */
  readonly startCursor: string
}

type ReceivedEvent = Pick<PaymentEvent, 'id' | 'cursor'>

const pauseMs = 30
/** A server that says nothing for so long is left for another one. */
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
      // Somebody who lost what came last goes back to where it still knows.
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
  /** Takes an event; false when it was the last one. */
  readonly append: (event: ReceivedEvent) => boolean
  /** Nothing more is written: what is left is read in larger pieces. */
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
    if (data == null) throw new Error('refused')
    for (const event of data.paymentEvents.nodes) if (!reading.append(event)) return
  }
}

/** Any number of events; then the connection is gone, with whatever was under way on it. */
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
      if (data == null) throw new Error('refused')
      left -= 1
      if (!reading.append(data.paymentEvents) || left === 0) return
    }
  } finally {
    clearTimeout(cut)
    hangUp()
    await client.dispose()
  }
}
