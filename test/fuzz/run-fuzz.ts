import type { GraphQLSchema } from 'graphql'
import { readRssMb } from '../attack/run-attack.ts'
import { concurrency, createFuzzSender, findErrorsInLog, readSchema } from './fuzz-sender.ts'
import type { FuzzTarget } from './fuzz-target.ts'
import { generateOperation, type GeneratedOperation } from './operation-generator.ts'
import { createRandom } from './random.ts'
import { mutateRequest, toRequest, type FuzzRequest } from './request-mutator.ts'

export type FuzzOptions = {
  readonly seed: number
  readonly count: number
  readonly maxMs: number
}

export type FuzzReport = {
  readonly count: number
  /** How often each status was returned. */
  readonly statuses: Readonly<Record<string, number>>
  readonly rssGrowthMb: number
  /** What no request may cause, with the request that did. */
  readonly faults: readonly string[]
}

const maxFaults = 20
/** The share of the run after which the process has its usual size. */
const warmUpShare = 0.4
const lateShare = 0.9
/** How many operations there are before the settings that shut callers out are reset. */
const resetInterval = 200

/** Sends random operations until there are enough of them, or the time is over. */
export async function runFuzz(target: FuzzTarget, options: FuzzOptions): Promise<FuzzReport> {
  const { count, maxMs } = options
  const schema = readSchema()
  const sender = createFuzzSender(target)
  const statuses: Record<string, number> = {}
  const faults: string[] = []
  const deadline = performance.now() + maxMs
  const startedAt = performance.now()
  let next = 0
  const warm: number[] = []
  const progress = () => Math.max(next / count, (performance.now() - startedAt) / maxMs)
  const work = async () => {
    while (next < count && performance.now() < deadline && faults.length < maxFaults) {
      const index = next++
      if (warm.length === 0 && progress() > warmUpShare) warm.push(await readRssMb(target.process.pid))
      if (index % resetInterval === 0) await sender.send(resetSettings(target))
      const request = createRequest(target, schema, { ...options, index, isLate: progress() > lateShare })
      const { status, fault } = await sender.send(request)
      statuses[status] = (statuses[status] ?? 0) + 1
      if (fault !== null) faults.push(`operation ${index}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  sender.close()
  faults.push(...findErrorsInLog(target).slice(0, maxFaults))
  const rssGrowthMb = (await readRssMb(target.process.pid)) - (warm[0] ?? 0)
  return { count: next, statuses, rssGrowthMb, faults }
}

type RequestOptions = Pick<FuzzOptions, 'seed'> & { readonly index: number; readonly isLate: boolean }

function createRequest(
  { callers, corpus }: FuzzTarget,
  schema: GraphQLSchema,
  { seed, index, isLate }: RequestOptions,
): FuzzRequest {
  const random = createRandom(seed, index)
  const operation = generateOperation({ schema, random, corpus, isLate })
  const request = toRequest(operation, random.pick(callers))
  return random.chance(0.25) ? mutateRequest(random, request, operation) : request
}

function resetSettings({ serverKey }: FuzzTarget): FuzzRequest {
  const query =
    'mutation { updateAppKey(input: { operationsPolicy: ANY, requireUserToken: false, consumeModel: SERVER_TO_SERVER }) { problem { code } } }'
  const operation: GeneratedOperation = { query, variables: {} }
  return toRequest(operation, serverKey)
}
