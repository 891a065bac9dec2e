import type { ConsumerLag } from '../../domain/models.ts'

const maxGraphqlInt = 2 ** 31 - 1

/** The number of events after a position, as an `Int`. */
export function toLagCount({ events }: ConsumerLag): number {
  return Math.min(Number(events), maxGraphqlInt)
}

/** The age of the first event after a position. */
export function toLagSeconds({ since }: ConsumerLag, now: Date): number {
  return since === null ? 0 : Math.max(0, Math.floor((now.getTime() - since.getTime()) / 1_000))
}
