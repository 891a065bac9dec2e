export type Batcher<Wish, Answer> = {
  /** Resolves with the wish's own answer; rejects with what its batch failed with. */
  add: (wish: Wish) => Promise<Answer>
}

type Waiting<Wish, Answer> = { readonly wish: Wish; readonly settle: PromiseWithResolvers<Answer> }

/**
 * Wishes that arrive while a batch is under way share the next one: a lone wish never waits, and a crowd shares what one round
 * costs. `run` answers in the order of its wishes.
 */
export function createBatcher<Wish, Answer>(options: {
  readonly batchSize: number
  readonly run: (wishes: readonly Wish[]) => Promise<readonly Answer[]>
}): Batcher<Wish, Answer> {
  const waiting: Waiting<Wish, Answer>[] = []
  let running = false

  const runNext = async (): Promise<void> => {
    const batch = waiting.splice(0, options.batchSize)
    try {
      const answers = await options.run(batch.map(({ wish }) => wish))
      for (const [index, { settle }] of batch.entries()) {
        const answer = answers[index]
        if (answer === undefined) settle.reject(new Error('a batch must answer each of its wishes'))
        else settle.resolve(answer)
      }
    } catch (error) {
      for (const { settle } of batch) settle.reject(error)
    }
  }

  const pump = async (): Promise<void> => {
    running = true
    while (waiting.length > 0) await runNext()
    running = false
  }

  return {
    add: (wish) => {
      const settle = Promise.withResolvers<Answer>()
      waiting.push({ wish, settle })
      if (!running) void pump()
      return settle.promise
    },
  }
}
