import type { Db } from '../db/client.ts'
import { isDeadlock, isLockTimeout, isUniqueViolation } from '../db/errors.ts'
import {
  insertConsumes,
  type ConsumedPayment,
  type ConsumeBatch,
  type ConsumeRequest,
} from '../db/queries/insert-consumes.ts'
import { createBatcher } from '../platform/batcher.ts'

/** The caller on whose behalf payments are consumed; only consumes of one caller share a statement. */
export type ConsumeBatchKey = Omit<ConsumeBatch, 'consumedAt' | 'requests'>

export type ConsumeBatcher = {
  /** Resolves with the consumed payment; null when it is not consumable, for example because it was consumed before, or locked. */
  consume: (batchKey: ConsumeBatchKey, request: ConsumeRequest) => Promise<Consumed | null>
}

export type Consumed = ConsumedPayment & { readonly consumedAt: Date }

type PendingConsume = { readonly batchKey: ConsumeBatchKey; readonly request: ConsumeRequest }

/** A commit with fifty consumes takes about as long as a commit with one. */
const maxBatchSize = 50

/**
 * Group commit: consumes that arrive while a statement of the same caller is in flight share the next statement, which waits
 * for no payment. When requests compete for an idempotency key (a unique violation, a deadlock, a lock timeout) each consume of the
 * batch runs alone, so that one request can neither fail nor delay the others.
 */
export function createConsumeBatcher(db: Db, clock: () => Date): ConsumeBatcher {
  const batcher = createBatcher<PendingConsume, Consumed | null>({
    maxBatchSize,
    startsNextTurn: true,
    keyOf: ({ batchKey: { appId, consumedBy, serverKeyId, userId } }) =>
      `${appId} ${consumedBy} ${serverKeyId ?? ''} ${userId ?? ''}`,
    runAloneAfter: (error) => isUniqueViolation(error) || isDeadlock(error) || isLockTimeout(error),
    run: (batch) => consumeBatch(db, clock(), batch),
  })
  return { consume: (batchKey, request) => batcher.add({ batchKey, request }) }
}

async function consumeBatch(
  db: Db,
  consumedAt: Date,
  batch: readonly PendingConsume[],
): Promise<(Consumed | null)[]> {
  const [first] = batch
  if (first === undefined) return []
  const requests = batch.map(({ request }) => request)
  const consumed = await insertConsumes(db, { ...first.batchKey, consumedAt, requests })
  const byConsumeId = new Map(consumed.map((payment) => [payment.consumeId, payment]))
  return batch.map(({ request }) => {
    const payment = byConsumeId.get(request.consumeId)
    return payment === undefined ? null : { ...payment, consumedAt }
  })
}
