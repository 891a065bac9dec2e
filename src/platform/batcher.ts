export type Batcher<Request, Result> = {
  /** Resolves with the result of this request; rejects with the error that its batch, or the request alone, failed with. */
  add: (request: Request) => Promise<Result>
  /** Whether no request waits or is being worked on. */
  isIdle: () => boolean
}

export type BatcherOptions<Request, Result> = {
  readonly maxBatchSize: number
  /** The most that the sizes of the requests of a batch sum up to; a request that is larger than that has a batch of its own. */
  readonly maxBatchBytes?: number
  readonly bytesOf?: (request: Request) => number
  /** Only requests with the same key share a batch; by default all do. One batch per key is in flight at a time. */
  readonly keyOf?: (request: Request) => string
  /** What a request needs for itself: two requests with a resource in common never share a batch. By default none. */
  readonly resourcesOf?: (request: Request) => readonly string[]
  /** Returns one result per request, in the order of the requests. */
  readonly run: (requests: readonly Request[]) => Promise<readonly Result[]>
  /**
   * Whether the first batch of an idle key starts in the next turn of the event loop, so that requests which become ready in one turn share it,
   * for example those of one read of a socket. By default it starts at once.
   */
  readonly startsNextTurn?: boolean
  /** For errors that one request can cause for its whole batch: each request of the batch then runs alone, beside later batches. */
  readonly runAloneAfter?: (error: unknown) => boolean
}

type QueuedRequest<Request, Result> = {
  readonly request: Request
  readonly deferred: PromiseWithResolvers<Result>
}

/**
 * Requests that arrive while a batch with their key is in flight share the next batch. A request whose key is idle starts at once, or
 * in the next turn of the event loop, so batching adds no latency without load.
 */
export function createBatcher<Request, Result>(
  options: BatcherOptions<Request, Result>,
): Batcher<Request, Result> {
  const { keyOf = () => '', run, runAloneAfter = () => false, startsNextTurn = false } = options
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
    while (queue.length > 0) await runBatch(takeBatch(queue, options))
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
        if (startsNextTurn) setImmediate(() => void drain(key, newQueue))
        else void drain(key, newQueue)
      } else {
        queue.push(queued)
      }
      return queued.deferred.promise
    },
    isIdle: () => queues.size === 0,
  }
}

/** Removes the next batch from the queue. The first request is always part of it, so none waits for ever. */
function takeBatch<Request, Result>(
  queue: QueuedRequest<Request, Result>[],
  options: BatcherOptions<Request, Result>,
): QueuedRequest<Request, Result>[] {
  const { maxBatchSize, maxBatchBytes = Infinity, bytesOf = () => 0, resourcesOf = () => [] } = options
  const batch: QueuedRequest<Request, Result>[] = []
  const postponed: QueuedRequest<Request, Result>[] = []
  const usedResources = new Set<string>()
  let usedBytes = 0
  let seen = 0
  for (; seen < queue.length && batch.length < maxBatchSize; seen += 1) {
    const queued = queue[seen]
    if (queued === undefined) break
    const resources = resourcesOf(queued.request)
    const bytes = bytesOf(queued.request)
    const fits = batch.length === 0 || usedBytes + bytes <= maxBatchBytes
    if (!fits || resources.some((resource) => usedResources.has(resource))) {
      postponed.push(queued)
      continue
    }
    batch.push(queued)
    usedBytes += bytes
    for (const resource of resources) usedResources.add(resource)
  }
  queue.splice(0, seen, ...postponed)
  return batch
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
