import { measureLags, type ConsumerRow, type ConsumerWithLag } from '../../db/queries/feed-consumers.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import type { Problem } from '../problem.ts'

export function checkConsumerName(name: string): Problem | null {
  return checkText(name, ['consumer'], { min: 1, max: 100 })
}

/** In the same order. */
export async function addLags(ctx: Context, consumers: readonly ConsumerRow[]): Promise<ConsumerWithLag[]> {
  const positions = consumers.map(({ position }) => position)
  const lags = await measureLags(ctx.db, ctx.app.appId, positions)
  return consumers.map((consumer, index) => ({
    ...consumer,
    lag: lags[index] ?? { events: 0n, since: null },
  }))
}
