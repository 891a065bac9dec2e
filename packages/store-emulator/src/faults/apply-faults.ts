import { Readable } from 'node:stream'
import { setImmediate as nextTick, setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { FaultResponse, StoreEmulator } from '../store-emulator.ts'
import type { FaultRegistry } from './fault-registry.ts'
import type { Fault } from './fault.ts'

/** Applies the injected faults of a store to the routes that are registered in `scope`. */
export function applyFaults(
  scope: FastifyInstance,
  faults: FaultRegistry,
  store: StoreEmulator,
  closeSignal: AbortSignal,
): void {
  const activeFaults = new WeakMap<FastifyRequest, Fault>()

  scope.addHook('onRequest', async (request, reply) => {
    const { operation: configuredOperation } = request.routeOptions.config
    const operation =
      typeof configuredOperation === 'function' ? configuredOperation(request.url) : configuredOperation
    const fault = operation === undefined ? undefined : faults.nextFault(store.name, operation)
    if (fault === undefined) return
    activeFaults.set(request, fault)
    if (fault.phase === 'AFTER') return
    await delay(fault, closeSignal)
    if (fault.reset === true) {
      destroyConnection(request, reply)
      return
    }
    if (replacesResponse(fault)) return reply.send(writeFaultResponse(fault, store, reply))
  })

  scope.addHook('onSend', async (request, reply, payload) => {
    const fault = activeFaults.get(request)
    if (fault === undefined) return payload
    let responseBody = payload
    if (fault.phase === 'AFTER') {
      await delay(fault, closeSignal)
      if (fault.reset === true) {
        destroyConnection(request, reply)
        return
      }
      if (replacesResponse(fault)) responseBody = writeFaultResponse(fault, store, reply)
    }
    return fault.truncate === true ? truncateBody(responseBody, reply) : responseBody
  })
}

async function delay(fault: Fault, signal: AbortSignal): Promise<void> {
  if (fault.delayMs === undefined) return
  // Aborted when the emulator closes, which also destroys the connection.
  await sleep(fault.delayMs, undefined, { signal }).catch(() => undefined)
}

function replacesResponse({ status, body, headers }: Fault): boolean {
  return status !== undefined || body !== undefined || headers !== undefined
}

function writeFaultResponse(fault: Fault, store: StoreEmulator, reply: FastifyReply): string {
  const status = fault.status ?? 200
  const response = fault.body === undefined ? store.createFaultResponse(status) : toFaultResponse(fault.body)
  reply.code(status).headers({ ...response.headers, ...fault.headers })
  return response.body
}

function toFaultResponse(body: unknown): FaultResponse {
  return typeof body === 'string'
    ? { body, headers: { 'content-type': 'text/plain; charset=utf-8' } }
    : { body: JSON.stringify(body), headers: { 'content-type': 'application/json; charset=utf-8' } }
}

function destroyConnection(request: FastifyRequest, reply: FastifyReply): void {
  reply.hijack()
  request.raw.socket.resetAndDestroy()
}

/** Declares the length of the whole body, sends half of it and fails. */
function truncateBody(payload: unknown, reply: FastifyReply): Readable {
  const whole = Buffer.from(typeof payload === 'string' || Buffer.isBuffer(payload) ? payload : '')
  reply.header('content-length', Math.max(whole.length, 1))
  return Readable.from(streamHalfThenFail(whole))
}

async function* streamHalfThenFail(whole: Buffer): AsyncGenerator<Buffer> {
  yield whole.subarray(0, Math.floor(whole.length / 2))
  await nextTick()
  throw new Error('truncated by an injected fault')
}
