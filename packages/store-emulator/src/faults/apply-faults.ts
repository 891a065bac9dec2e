import { Readable } from 'node:stream'
import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultAnswer, StoreEmulator } from '../store-emulator.ts'
import type { FaultTable } from './fault-table.ts'
import type { Fault } from './fault.ts'

/** Lets the planned faults of a store spoil the routes that are mounted in `scope`. */
export function applyFaults(
  scope: FastifyInstance,
  faults: FaultTable,
  store: StoreEmulator,
  stop: AbortSignal,
): void {
  const taken = new WeakMap<FastifyRequest, Fault>()

  scope.addHook('onRequest', async (request, reply) => {
    const { operation: named } = request.routeOptions.config
    const operation = typeof named === 'function' ? named(request.url) : named
    const fault = operation === undefined ? undefined : faults.take(store.name, operation)
    if (fault === undefined) return
    taken.set(request, fault)
    if (fault.phase === 'AFTER') return
    await delay(fault, stop)
    if (fault.reset === true) {
      destroyConnection(request, reply)
      return
    }
    if (answersItself(fault)) return reply.send(writeAnswer(fault, store, reply))
  })

  scope.addHook('onSend', async (request, reply, payload) => {
    const fault = taken.get(request)
    if (fault === undefined) return payload
    let answer = payload
    if (fault.phase === 'AFTER') {
      await delay(fault, stop)
      if (fault.reset === true) {
        destroyConnection(request, reply)
        return
      }
      if (answersItself(fault)) answer = writeAnswer(fault, store, reply)
    }
    return fault.truncate === true ? truncated(answer, reply) : answer
  })
}

async function delay(fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault.delayMs === undefined) return
  // The emulator closes: the connection is about to be destroyed anyway.
  await sleep(fault.delayMs, undefined, { signal }).catch(() => undefined)
}

function answersItself({ status, body, headers }: Fault): boolean {
  return status !== undefined || body !== undefined || headers !== undefined
}

function writeAnswer(fault: Fault, store: StoreEmulator, reply: FastifyReply): string {
  const status = fault.status ?? 200
  const answer = fault.body === undefined ? store.faultAnswer(status) : explicitAnswer(fault.body)
  reply.code(status).headers({ ...answer.headers, ...fault.headers })
  return answer.body
}

function explicitAnswer(body: unknown): FaultAnswer {
  return typeof body === 'string'
    ? { body, headers: { 'content-type': 'text/plain; charset=utf-8' } }
    : { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

function destroyConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  request.raw.socket.resetAndDestroy()
}

/** Announces the whole body, sends half of it, and fails. */
function truncated(payload: unknown, reply: FastifyReply): Readable {
  const whole = Buffer.from(typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '')
  reply.header('content-length', Math.max(whole.length, 1))
  return Readable.from(halfThenFail(whole))
}

async function* halfThenFail(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole.subarray(0, Math.floor(whole.length / 2))
  await nextTick()
  throw new Error('truncated by a planned fault')
}
