import { createClient } from 'graphql-ws'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import type { PaymentEvent } from '../../src/graphql/generated/types.ts'
import { postGraphql } from '../support/graphql-client.ts'
import { random } from './random.ts'

/** A reader that is cut off all the time, connects to any process, and goes on after its last cursor. */
export type FeedReader = {
  /** The ids that it was told, in that order. */
  readonly seen: () => readonly string[]
  /** How often it went on. */
  readonly resumes: () => number
  /** How often it cut its socket in the middle. */
  readonly cuts: () => number
  /** What last went wrong, in words. */
  readonly trouble: () => string | null
  /** Lets it stop once it has seen this many; fails when it does not get there in time. */
  readonly finish: (total: number, timeoutMs: number) => Promise<void>
}

export type FeedReaderOptions = {
  readonly serverKey: string
  /** The GraphQL address of any process; null while there is none. */
  readonly pick: () => string | null
  /** The beginning of the feed. */
  readonly begin: string
}

type Told = Pick<PaymentEvent, 'id' | 'cursor'>

const pauseMs = 30
/** A server that says nothing for so long is left for another one. */
const handshakeMs = 5_000

const followText = 'subscription ($after: Cursor) { paymentEvents(after: $after) { id cursor } }'
const pageText =
  'query ($after: Cursor, $first: Int) { paymentEvents(after: $after, first: $first) { nodes { id cursor } } }'

class PatientSocket extends WebSocket {
  constructor(address: string, protocols?: string | string[]) {
    super(address, protocols, { handshakeTimeout: handshakeMs })
  }
}

export function startFeedReader(options: FeedReaderOptions): FeedReader {
  const told: Told[] = []
  let total = Infinity
  let resumes = 0
  let cuts = 0
  let trouble: string | null = null
  let hangUp: () => void = () => undefined
  const reading: Reading = {
    ...options,
    after: () => told.at(-1)?.cursor ?? options.begin,
    tell: (event) => {
      if (told.length < total) told.push(event)
      return told.length < total
    },
    isEnding: () => total !== Infinity,
    onOpen: (end) => {
      hangUp = end
    },
    onCut: () => {
      cuts += 1
    },
  }
  const run = async () => {
    while (told.length < total) {
      // Somebody who lost what came last goes back to where it still knows.
      if (random(10) === 0) told.splice(Math.max(0, told.length - random(300)))
      const read = random(4) === 0 ? readPages : followStream
      await read(reading).catch(async (error: unknown) => {
        trouble = String(error instanceof Error ? (error.stack ?? error) : JSON.stringify(error))
        await delay(pauseMs)
      })
      resumes += 1
    }
  }
  const running = run()
  return {
    seen: () => told.map(({ id }) => id),
    resumes: () => resumes,
    cuts: () => cuts,
    trouble: () => trouble,
    finish: async (count, timeoutMs) => {
      total = count
      if (told.length >= total) hangUp()
      const late = new AbortController()
      await Promise.race([running, delay(timeoutMs, undefined, { signal: late.signal })])
      late.abort()
      total = 0
      hangUp()
      await running
    },
  }
}

type Reading = FeedReaderOptions & {
  readonly after: () => string
  /** Takes an event; false when it was the last one. */
  readonly tell: (event: Told) => boolean
  /** Nothing more is written: what is left is read in larger pieces. */
  readonly isEnding: () => boolean
  readonly onOpen: (hangUp: () => void) => void
  readonly onCut: () => void
}

function pickServer({ pick }: Reading): string {
  const url = pick()
  if (url === null) throw new Error('no server is there')
  return url
}

async function readPages(reading: Reading): Promise<void> {
  for (let pages = 1 + random(3); pages > 0; pages -= 1) {
    const { data } = await postGraphql<{ paymentEvents: { nodes: Told[] } }>(
      pickServer(reading),
      { authorization: `Bearer ${reading.serverKey}` },
      pageText,
      { after: reading.after(), first: 1 + random(100) },
    )
    if (data == null) throw new Error('refused')
    for (const event of data.paymentEvents.nodes) if (!reading.tell(event)) return
  }
}

/** Any number of events; then the connection is gone, with whatever was under way on it. */
async function followStream(reading: Reading): Promise<void> {
  let socket: WebSocket | null = null
  const client = createClient({
    url: pickServer(reading).replace('http', 'ws'),
    webSocketImpl: PatientSocket,
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
  }, random(3_000))
  try {
    let left = reading.isEnding() ? Infinity : 1 + random(200)
    const variables = { after: reading.after() }
    for await (const { data } of client.iterate<{ paymentEvents: Told }>({ query: followText, variables })) {
      if (data == null) throw new Error('refused')
      left -= 1
      if (!reading.tell(data.paymentEvents) || left === 0) return
    }
  } finally {
    clearTimeout(cut)
    hangUp()
    await client.dispose()
  }
}
