export type Batcher<Request, Result> = {
  /** Resolves with the result of this request; rejects with the error that its batch, or the request alone, failed with. */
  add: (request: Request) => Promise<Result>
}

export type BatcherOptions<Request, Result> = {
  readonly maxBatchSize: number
  /** Only requests with the same key share a batch; by default all do. One batch per key is in flight at a time. */
  readonly keyOf?: (request: Request) => string
  /** Returns one result per request, in the order of the requests. */
  readonly run: (requests: readonly Request[]) => Promise<readonly Result[]>
  /** For errors that one request can cause for its whole batch: each request of the batch then runs alone, beside later batches. */
  readonly runAloneAfter?: (error: unknown) => boolean
}

type QueuedRequest<Request, Result> = {
  readonly request: Request
  readonly deferred: PromiseWithResolvers<Result>
}

/**
 * Requests that arrive while a batch with their key is in flight share the next batch. A request whose key is idle starts at once,
 * synchronously, so batching adds no latency without load.
 */
export function createBatcher<Request, Result>(
  options: BatcherOptions<Request, Result>,
): Batcher<Request, Result> {
  const { maxBatchSize, keyOf = () => '', run, runAloneAfter = () => false } = options
  /** The requests that wait behind the batch in flight; a key without one has no queue. */
  const queues = new Map<string, QueuedRequest<Request, Result>[]>()

  const runBatch = async (batch: readonly QueuedRequest<Request, Result>[]): Promise<void> => {
    try {
      resolveBatch(batch, await run(batch.map(({ request }) => request)))
    } catch (error) {
      if (batch.length > 1 && runAloneAfter(error)) {
        for (const single of batch) void runBatch([single])
      } else {
        for (const { deferred } of batch) deferred.reject(error)
      }
    }
  }

  const drain = async (key: string, queue: QueuedRequest<Request, Result>[]): Promise<void> => {
    while (queue.length > 0) await runBatch(queue.splice(0, maxBatchSize))
    queues.delete(key)
  }

  return {
    add: (request) => {
      const key = keyOf(request)
      const queued = { request, deferred: Promise.withResolvers<Result>() }
      const queue = queues.get(key)
      if (queue === undefined) {
        const newQueue = [queued]
        queues.set(key, newQueue)
        void drain(key, newQueue)
      } else {
        queue.push(queued)
      }
      return queued.deferred.promise
    },
  }
}

function resolveBatch<Request, Result>(
  batch: readonly QueuedRequest<Request, Result>[],
  results: readonly Result[],
): void {
  for (const [index, { deferred }] of batch.entries()) {
    const result = results[index]
    if (result === undefined) deferred.reject(new Error('a batch must return one result per request'))
    else deferred.resolve(result)
  }
}
