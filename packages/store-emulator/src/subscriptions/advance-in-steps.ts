import type { Scheduler } from '../scheduler.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { SubscriptionRunner } from './subscription-runner.ts'

/** Changes within this time belong to one step, so that many subscriptions of the same second are notified at the same time. */
const stepMs = 10_000

/**
 * Advances the clock to each change of a subscription in turn and waits for its notification, so that a server that reads
 * the store when it is notified sees what the store said at that time. After `timeoutMs` real milliseconds the clock
 * jumps to the end; the changes still happen in order.
 */
export async function advanceInSteps(
  {
    clock,
    scheduler,
    subscriptions,
  }: { clock: VirtualClock; scheduler: Scheduler; subscriptions: SubscriptionRunner },
  advanceMs: number,
  timeoutMs: number,
): Promise<void> {
  const targetOffset = clock.offsetMs() + advanceMs
  const deadline = performance.now() + timeoutMs
  const remainingMs = (): number => Math.max(targetOffset - clock.offsetMs(), 0)
  for (;;) {
    const at = subscriptions.nextEventAt()
    const waitMs = at === undefined ? Infinity : Math.max(at + stepMs - clock.now(), 0)
    if (waitMs >= remainingMs() || performance.now() >= deadline) break
    clock.advance(waitMs)
    await scheduler.runDue(Math.max(deadline - performance.now(), 1))
  }
  clock.advance(remainingMs())
  await scheduler.runDue(Math.max(deadline - performance.now(), 1))
}
