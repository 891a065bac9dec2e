import type { Db } from '../db/client.ts'
import { addVerificationFailures, type VerificationFailures } from '../db/queries/verification-failures.ts'
import type { Log } from '../platform/log.ts'

/** Counts failed verifications in memory and stores the counts every few seconds, so that refused receipts cost no statement each. */
export type VerificationFailureRecorder = {
  record: (failure: Pick<VerificationFailures, 'appId' | 'store' | 'code'>) => void
  /** Stores what is counted. Never throws. */
  close: () => Promise<void>
}

type RecorderOptions = { readonly db: Db; readonly clock: () => Date; readonly log: Log }

const flushIntervalMs = 2_000

export function createVerificationFailureRecorder({
  db,
  clock,
  log,
}: RecorderOptions): VerificationFailureRecorder {
  let counts = new Map<string, VerificationFailures>()
  let timer: NodeJS.Timeout | null = null
  const flush = async () => {
    timer = null
    const failures = [...counts.values()]
    counts = new Map()
    if (failures.length === 0) return
    await addVerificationFailures(db, failures).catch((error: unknown) =>
      log.warn({ error }, 'could not store the number of failed verifications'),
    )
  }
  return {
    record: (failure) => {
      const key = `${failure.appId} ${failure.store} ${failure.code}`
      const count = (counts.get(key)?.count ?? 0) + 1
      counts.set(key, { ...failure, count, lastFailedAt: clock() })
      timer ??= setTimeout(() => void flush(), flushIntervalMs).unref()
    },
    close: async () => {
      if (timer !== null) clearTimeout(timer)
      await flush()
    },
  }
}
