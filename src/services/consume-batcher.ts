import type { Db } from '../db/client.ts'
import { isDeadlock, isUniqueViolation } from '../db/errors.ts'
import {
  insertConsumes,
  type ConsumedPayment,
  type ConsumeBatch,
  type ConsumeRequest,
} from '../db/queries/insert-consumes.ts'

/** Who consumes: wishes of one consumer may share a statement. */
export type ConsumeBatchKey = Omit<ConsumeBatch, 'consumedAt' | 'requests'>

export type ConsumeBatcher = {
  /** What the wish consumed, and when; null if somebody or something was there first. */
  consume: (consumer: ConsumeBatchKey, wish: ConsumeRequest) => Promise<Consumed | null>
}

export type Consumed = ConsumedPayment & { readonly consumedAt: Date }

type PendingConsume = {
  readonly request: ConsumeRequest
  readonly deferred: PromiseWithResolvers<Consumed | null>
}
type ConsumeQueue = {
  readonly batchKey: ConsumeBatchKey
  readonly pending: PendingConsume[]
  runningCount: number
}

/** One commit costs about as much for fifty consumes as for one. */
const maxBatchSize = 50

/** A second statement keeps PostgreSQL at work while the answers of the first are handed out. */
const maxConcurrentStatements = 1

/**
 * Consumes that arrive while statements of the same consumer are under way share the next one: a lone consume never waits, and
 * a crowd shares commits. Whatever fails together is tried again one by one, so no wish suffers from its company.
 */
export function createConsumeBatcher(db: Db, clock: () => Date): ConsumeBatcher {
  const queues = new Map<string, ConsumeQueue>()

  const run = async (queue: ConsumeQueue, batch: readonly PendingConsume[]) => {
    try {
      await consumeBatch(db, clock, queue.batchKey, batch)
    } catch (error) {
      if (batch.length > 1 && (isUniqueViolation(error) || isDeadlock(error))) {
        for (const one of batch) await run(queue, [one])
      } else {
        for (const { deferred } of batch) deferred.reject(error)
      }
    }
  }

  const drain = (key: string, queue: ConsumeQueue) => {
    while (queue.runningCount < maxConcurrentStatements && queue.pending.length > 0) {
      queue.runningCount += 1
      void run(queue, queue.pending.splice(0, maxBatchSize)).finally(() => {
        queue.runningCount -= 1
        if (queue.runningCount === 0 && queue.pending.length === 0) queues.delete(key)
        else drain(key, queue)
      })
    }
  }

  return {
    consume: (batchKey, request) => {
      const key = `${batchKey.appId} ${batchKey.consumedBy} ${batchKey.serverKeyId ?? ''} ${batchKey.userId ?? ''}`
      const queue = queues.get(key) ?? { batchKey, pending: [], runningCount: 0 }
      queues.set(key, queue)
      const deferred = Promise.withResolvers<Consumed | null>()
      queue.pending.push({ request, deferred })
      drain(key, queue)
      return deferred.promise
    },
  }
}

async function consumeBatch(
  db: Db,
  clock: () => Date,
  batchKey: ConsumeBatchKey,
  batch: readonly PendingConsume[],
): Promise<void> {
  const consumedAt = clock()
  // In one order everywhere, so that two batches never wait for each other crosswise.
  const requests = batch.map(({ request }) => request).sort((a, b) => (a.paymentId < b.paymentId ? -1 : 1))
  const consumed = await insertConsumes(db, { ...batchKey, consumedAt, requests })
  const byConsumeId = new Map(consumed.map((each) => [each.consumeId, each]))
  for (const { request, deferred } of batch) {
    const result = byConsumeId.get(request.consumeId)
    deferred.resolve(result === undefined ? null : { ...result, consumedAt })
  }
}
