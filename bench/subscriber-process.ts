import { once } from 'node:events'
import { WebSocket, type RawData } from 'ws'
import { quantile } from './http-load.ts'
import type { Receipts, SubscriberOrder } from './subscribers.ts'

/**
 * Holds many sockets and notes when each of them is told what. A process of its own, so that receiving does not delay sending.
 */
const sockets: WebSocket[] = []
let receipts = new Map<string, number[]>()
let counted = 0
let first = 0
let last = 0
let sample = ''
let target = Infinity
let reached = Promise.withResolvers<undefined>()

const now = () => performance.timeOrigin + performance.now()

/** What was told of: an event, or a purchase. */
const named = /"((?:evt|pur)_[^"]+)"/

function note(data: RawData): void {
  const at = now()
  sample = (data as Buffer).toString('latin1')
  const key = named.exec(sample)?.[1]
  if (key === undefined) return
  const times = receipts.get(key)
  if (times === undefined) receipts.set(key, [at])
  else times.push(at)
  if (counted === 0) first = at
  last = at
  counted += 1
  if (counted >= target) reached.resolve(undefined)
}

async function connectOne(
  order: Extract<SubscriberOrder, { type: 'connect' }>,
  index: number,
): Promise<void> {
  const socket = new WebSocket(order.url, 'graphql-transport-ws', { perMessageDeflate: false })
  sockets.push(socket)
  await once(socket, 'open')
  if (order.subscription === null) {
    socket.on('message', note)
    return
  }
  const { query, ids, connectionParams } = order.subscription
  const welcome = once(socket, 'message')
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }))
  await welcome
  socket.on('message', note)
  const variables = ids === null ? {} : { id: ids[index] }
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }))
}

/** Some at a time: a listening socket's queue is short. */
async function connectAll(order: Extract<SubscriberOrder, { type: 'connect' }>): Promise<void> {
  const together = 100
  for (let index = 0; index < order.count; index += together) {
    const group = Array.from({ length: Math.min(together, order.count - index) }, (_, place) => index + place)
    await Promise.all(group.map((place) => connectOne(order, place)))
  }
}

function judge(commits: Readonly<Record<string, number>>): Receipts {
  const latencies = Object.entries(commits)
    .flatMap(([key, committed]) => (receipts.get(key) ?? []).map((at) => at - committed))
    .sort((a, b) => a - b)
  return {
    count: counted,
    firstAt: first,
    lastAt: last,
    sample,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  }
}

async function obey(order: SubscriberOrder): Promise<unknown> {
  switch (order.type) {
    case 'connect':
      return connectAll(order)
    case 'expect':
      receipts = new Map()
      counted = 0
      reached = Promise.withResolvers()
      target = order.count
      return undefined
    case 'wait': {
      const limit = setTimeout(() => reached.resolve(undefined), order.timeoutMs)
      await reached.promise
      clearTimeout(limit)
      return counted
    }
    case 'judge':
      return judge(order.commits)
  }
}

process.on('message', (order: SubscriberOrder) => {
  obey(order).then(
    (answer) => process.send?.({ answer: answer ?? null }),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
