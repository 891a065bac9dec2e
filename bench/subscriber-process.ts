import { once } from 'node:events'
import { WebSocket, type RawData } from 'ws'
import { quantile } from './http-load.ts'
import type { DeliveryStats, SubscriberCommand } from './subscriber-client.ts'

/** Holds many sockets and records when each message arrives. Runs in its own process, so that receiving does not delay sending. */
const sockets: WebSocket[] = []
let receivedAt = new Map<string, number[]>()
let receivedCount = 0
let first = 0
let last = 0
let sample = ''
let target = Infinity
let reached = Promise.withResolvers<undefined>()

const now = () => performance.timeOrigin + performance.now()

/** The id of the event or purchase that a message is about. */
const idPattern = /"((?:evt|pur)_[^"]+)"/

function recordMessage(data: RawData): void {
  const at = now()
  sample = (data as Buffer).toString('latin1')
  const key = idPattern.exec(sample)?.[1]
  if (key === undefined) return
  const times = receivedAt.get(key)
  if (times === undefined) receivedAt.set(key, [at])
  else times.push(at)
  if (receivedCount === 0) first = at
  last = at
  receivedCount += 1
  if (receivedCount >= target) reached.resolve(undefined)
}

async function connectOne(
  command: Extract<SubscriberCommand, { type: 'connect' }>,
  index: number,
): Promise<void> {
  const socket = new WebSocket(command.url, 'graphql-transport-ws', { perMessageDeflate: false })
  sockets.push(socket)
  await once(socket, 'open')
  if (command.subscription === null) {
    socket.on('message', recordMessage)
    return
  }
  const { query, ids, connectionParams } = command.subscription
  const acknowledged = once(socket, 'message')
  socket.send(JSON.stringify({ type: 'connection_init', payload: connectionParams }))
  await acknowledged
  socket.on('message', recordMessage)
  const variables = ids === null ? {} : { id: ids[index] }
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }))
}

/** In batches, because the accept queue of a listening socket is short. */
async function connectAll(command: Extract<SubscriberCommand, { type: 'connect' }>): Promise<void> {
  const batchSize = 100
  for (let index = 0; index < command.count; index += batchSize) {
    const group = Array.from(
      { length: Math.min(batchSize, command.count - index) },
      (_, subscriberIndex) => index + subscriberIndex,
    )
    await Promise.all(group.map((subscriberIndex) => connectOne(command, subscriberIndex)))
  }
}

function measureLatencies(commits: Readonly<Record<string, number>>): DeliveryStats {
  const latencies = Object.entries(commits)
    .flatMap(([key, committed]) => (receivedAt.get(key) ?? []).map((at) => at - committed))
    .sort((a, b) => a - b)
  return {
    count: receivedCount,
    firstAt: first,
    lastAt: last,
    sample,
    p50Ms: quantile(latencies, 0.5),
    p99Ms: quantile(latencies, 0.99),
  }
}

async function handleCommand(command: SubscriberCommand): Promise<unknown> {
  switch (command.type) {
    case 'connect':
      return connectAll(command)
    case 'expect':
      receivedAt = new Map()
      receivedCount = 0
      reached = Promise.withResolvers()
      target = command.count
      return undefined
    case 'wait': {
      const limit = setTimeout(() => reached.resolve(undefined), command.timeoutMs)
      await reached.promise
      clearTimeout(limit)
      return receivedCount
    }
    case 'measure':
      return measureLatencies(command.commits)
  }
}

process.on('message', (command: SubscriberCommand) => {
  handleCommand(command).then(
    (result) => process.send?.({ result: result ?? null }),
    (error: unknown) => {
      console.error(error)
      process.exit(1)
    },
  )
})
