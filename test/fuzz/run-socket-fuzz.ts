import type { GraphQLSchema } from 'graphql'
import { readRssMb } from '../attack/run-attack.ts'
import { findErrorsInLog, findFault, readSchema } from './fuzz-sender.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { generateOperation } from './operation-generator.ts'
import { createRandom, type Random } from './random.ts'
import type { FuzzOptions, FuzzReport } from './run-fuzz.ts'
import { createInit, createMessage } from './socket-messages.ts'
import { runSocketScript, type SocketScript } from './run-socket-script.ts'

/** With the messages of a script, fewer operations than the server runs at a time. */
const concurrency = 4
const maxMessages = 12
const maxFaults = 20
/** What a socket may be closed with: by its client, by the frames of RFC 6455, by the limits of the server, by `graphql-transport-ws`. */
const allowedCodes = new Set([1000, 1007, 1009, 1013, 4400, 4401, 4403, 4406, 4408, 4409, 4429])
/** The code of a connection that ended without a close frame. */
const abnormalClosure = 1006
/** Above this many bytes without valid credentials the server ends the connection. */
const maxUnauthenticatedBytes = 20_000
/** The share of the run after which the process has its usual size. */
const warmUpShare = 0.4

/** Opens sockets and sends random messages on each, until there were enough sockets, or the time is over. */
export async function runSocketFuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
  const { seed, count, maxMs } = options
  const schema = readSchema()
  const statuses: Record<string, number> = {}
  const faults: string[] = []
  const startedAt = performance.now()
  const progress = () => Math.max(next / count, (performance.now() - startedAt) / maxMs)
  const warm: number[] = []
  let next = 0
  const work = async () => {
    while (progress() < 1 && faults.length < maxFaults) {
      const index = next++
      if (warm.length === 0 && progress() > warmUpShare) warm.push(await readRssMb(target.process.pid))
      const { code, fault } = await runScript(target, createScript(target, schema, createRandom(seed, index)))
      statuses[code] = (statuses[code] ?? 0) + 1
      if (fault !== null) faults.push(`socket ${index}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  faults.push(...findErrorsInLog(target).slice(0, maxFaults))
  const rssGrowthMb = (await readRssMb(target.process.pid)) - (warm[0] ?? 0)
  return { count: next, statuses, rssGrowthMb, faults }
}

function createScript({ callers, corpus }: FuzzTarget, schema: GraphQLSchema, random: Random): SocketScript {
  const init = createInit(random, callers)
  const messages = Array.from({ length: 1 + random.below(maxMessages) }, (_, index) => {
    const kinds = ['subscription', 'subscription', 'query', 'mutation'] as const
    const operation = generateOperation({ schema, random, corpus, isLate: false, kinds })
    return createMessage(random, operation, index)
  })
  return { init, messages, waitsForAcknowledgement: init !== null && random.chance(0.9) }
}

async function runScript(
  target: FuzzTarget,
  script: SocketScript,
): Promise<{ code: number; fault: string | null }> {
  const { code, text } = await runSocketScript(target.process.webSocketUrl, script)
  const fault = findCodeFault(script, code) ?? findFault(target, { status: 200, text })
  if (fault === null) return { code, fault }
  const { init, messages } = script
  const shown = [init, ...messages].map((message) => String(message?.data).slice(0, 300)).join('\n')
  return { code, fault: `${fault}\n${shown.slice(0, 4_000)}\n→ ${code} ${text.slice(0, 1_500)}` }
}

function findCodeFault(
  { init, messages, waitsForAcknowledgement }: SocketScript,
  code: number,
): string | null {
  if (allowedCodes.has(code)) return null
  const sent = [init, ...(waitsForAcknowledgement ? [] : messages)]
  const bytes = sent.reduce((sum, message) => sum + Buffer.byteLength(message?.data ?? ''), 0)
  if (code === abnormalClosure && bytes > maxUnauthenticatedBytes) return null
  return code === 0 ? 'the socket stayed open' : `the close code is ${code}`
}
