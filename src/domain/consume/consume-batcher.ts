import type { Db } from '../../db/client.ts'
import { isDeadlock, isUniqueViolation } from '../../db/errors.ts'
import {
  consumePayments,
  type ConsumedPayment,
  type ConsumeBatch,
  type ConsumeWish,
} from '../../db/queries/consume-payments.ts'

/** Who consumes: wishes of one consumer may share a statement. */
export type Consumer = Omit<ConsumeBatch, 'consumedAt' | 'wishes'>

export type ConsumeBatcher = {
  /** What the wish consumed, and when; null if somebody or something was there first. */
  consume: (consumer: Consumer, wish: ConsumeWish) => Promise<Consumed | null>
}

export type Consumed = ConsumedPayment & { readonly consumedAt: Date }

type Waiting = { readonly wish: ConsumeWish; readonly settle: PromiseWithResolvers<Consumed | null> }
type Queue = { readonly consumer: Consumer; readonly waiting: Waiting[]; running: number }

/** One commit costs about as much for fifty consumes as for one. */
const batchSize = 50

/** A second statement keeps PostgreSQL at work while the answers of the first are handed out. */
const statementsAtOnce = 1

/**
 * Consumes that arrive while statements of the same consumer are under way share the next one: a lone consume never waits, and
 * a crowd shares commits. Whatever fails together is tried again one by one, so no wish suffers from its company.
 */
export function createConsumeBatcher(db: Db, clock: () => Date): ConsumeBatcher {
  const queues = new Map<string, Queue>()

  const run = async (queue: Queue, batch: readonly Waiting[]) => {
    try {
      await consumeBatch(db, clock, queue.consumer, batch)
    } catch (error) {
      if (batch.length > 1 && (isUniqueViolation(error) || isDeadlock(error))) {
        for (const one of batch) await run(queue, [one])
      } else {
        for (const { settle } of batch) settle.reject(error)
      }
    }
  }

  const pump = (key: string, queue: Queue) => {
    while (queue.running < statementsAtOnce && queue.waiting.length > 0) {
      queue.running += 1
      void run(queue, queue.waiting.splice(0, batchSize)).finally(() => {
        queue.running -= 1
        if (queue.running === 0 && queue.waiting.length === 0) queues.delete(key)
        else pump(key, queue)
      })
    }
  }

  return {
    consume: (consumer, wish) => {
      const key = `${consumer.appId} ${consumer.consumedBy} ${consumer.serverKeyId ?? ''} ${consumer.userId ?? ''}`
      const queue = queues.get(key) ?? { consumer, waiting: [], running: 0 }
      queues.set(key, queue)
      const settle = Promise.withResolvers<Consumed | null>()
      queue.waiting.push({ wish, settle })
      pump(key, queue)
      return settle.promise
    },
  }
}

async function consumeBatch(
  db: Db,
  clock: () => Date,
  consumer: Consumer,
  batch: readonly Waiting[],
): Promise<void> {
  const consumedAt = clock()
  // In one order everywhere, so that two batches never wait for each other crosswise.
  const wishes = batch.map(({ wish }) => wish).sort((a, b) => (a.paymentId < b.paymentId ? -1 : 1))
  const consumed = await consumePayments(db, { ...consumer, consumedAt, wishes })
  const byConsumeId = new Map(consumed.map((each) => [each.consumeId, each]))
  for (const { wish, settle } of batch) {
    const mine = byConsumeId.get(wish.consumeId)
    settle.resolve(mine === undefined ? null : { ...mine, consumedAt })
  }
}
