/** Kills a program at one of its steps outside of itself: nothing that it does after that has an effect. */
export type Kill = {
  /** A call that counts as a step. */
  readonly wrap: <Args extends readonly unknown[], Result>(
    call: (...args: Args) => Promise<Result>,
  ) => (...args: Args) => Promise<Result>
  /** Resolves when the program is killed. */
  readonly killed: Promise<null>
}

export type KillPoint = {
  /** The number of the step, from 1. */
  readonly step: number
  /** Whether the step happened, and the program did not hear of its result. */
  readonly phase: 'BEFORE' | 'AFTER'
}

export function createKill(point: KillPoint): Kill {
  let count = 0
  const state: { isKilled: boolean } = { isKilled: false }
  const { promise: killed, resolve } = Promise.withResolvers<null>()
  const die = (): Promise<never> => {
    state.isKilled = true
    resolve(null)
    return new Promise(() => undefined)
  }
  return {
    wrap:
      (call) =>
      async (...args) => {
        count += 1
        const isLast = count === point.step
        if (state.isKilled || (isLast && point.phase === 'BEFORE')) return die()
        const result = await call(...args)
        // Another step may have killed it meanwhile.
        return isDead(state) || isLast ? die() : result
      },
    killed,
  }
}

const isDead = ({ isKilled }: { readonly isKilled: boolean }) => isKilled
