export type Batcher<Wish, Answer> = {
  /** Resolves with the wish's own answer; rejects with what its batch failed with. */
  add: (wish: Wish) => Promise<Answer>
}

type QueuedRequest<Wish, Answer> = { readonly request: Wish; readonly deferred: PromiseWithResolvers<Answer> }

/**
 * Wishes that arrive while a batch is under way share the next one: a lone wish never waits, and a crowd shares what one round
 * costs. `run` answers in the order of its wishes.
 */
export function createBatcher<Wish, Answer>(options: {
  readonly batchSize: number
  readonly run: (wishes: readonly Wish[]) => Promise<readonly Answer[]>
}): Batcher<Wish, Answer> {
  const queue: QueuedRequest<Wish, Answer>[] = []
  let running = false

  const runNext = async (): Promise<void> => {
    const batch = queue.splice(0, options.batchSize)
    try {
      const results = await options.run(batch.map(({ request }) => request))
      for (const [index, { deferred }] of batch.entries()) {
        const result = results[index]
        if (result === undefined) deferred.reject(new Error('a batch must return one result per request'))
        else deferred.resolve(result)
      }
    } catch (error) {
      for (const { deferred: settle } of batch) settle.reject(error)
    }
  }

  const drain = async (): Promise<void> => {
    running = true
    while (queue.length > 0) await runNext()
    running = false
  }

  return {
    add: (wish) => {
      const settle = Promise.withResolvers<Answer>()
      queue.push({ request: wish, deferred: settle })
      if (!running) void drain()
      return settle.promise
    },
  }
}
