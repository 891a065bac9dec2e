import { measureLags, type ConsumerRow, type ConsumerWithLag } from '../../db/queries/feed-consumers.ts'
import type { OperatorAct } from '../../db/queries/operator-act.ts'
import { createAct } from '../audit/create-act.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { cursorOf } from './event-filter.ts'

/** It may be acknowledging all the time: then we look again. */
const attempts = 8

export function checkConsumerName(name: string): Problem | null {
  return checkText(name, ['consumer'], { min: 1, max: 100 })
}

/** @param change null if the consumer was not any more what it was read as */
export async function changeConsumer<Fields extends object>(
  change: () => Promise<Outcome<Fields> | null>,
): Promise<Outcome<Fields>> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const changed = await change()
    if (changed !== null) return changed
  }
  return { problem: createProblem('BUSY', 'Others are changing this consumer.', ['consumer'], 100) }
}

/** For the audit log: where a consumer was, and where it is put. */
export function createConsumerAct(
  ctx: Context,
  {
    action,
    before,
    after,
  }: { readonly action: AuditAction; readonly before: ConsumerRow; readonly after: ConsumerRow | null },
): OperatorAct {
  const tell = (consumer: ConsumerRow) => ({ consumer: consumer.name, cursor: cursorOf(consumer) })
  const details = { before: tell(before), ...(after === null ? {} : { after: tell(after) }) }
  return createAct(ctx, { action, reason: null, details, claim: null })
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
