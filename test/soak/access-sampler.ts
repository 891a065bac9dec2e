import type { Sql } from 'postgres'
import { hourMs } from '../support/time.ts'
import { givesAccess, latestStatedEnd, type StoreBooks, type StoreEntry } from './store-books.ts'
import type { Subscriber } from './subscriber.ts'

export type AccessSampler = {
  /** Compares what each user may use now with what the stores have said. */
  readonly sample: (books: StoreBooks, subscribers: readonly Subscriber[], now: number) => Promise<void>
  readonly result: () => { readonly samples: number; readonly violations: readonly string[] }
}

/** `subscriptionLeewayHours` of the AppKey. */
const leewayMs = 24 * hourMs
type Sampled = { statedUntil: number; lostSince: number | null }

/**
 * I13: a user never has access beyond what the store last confirmed plus the leeway. A revocation whose notification is lost is found
 * within `maxUnnoticedMs`: by one of several reconciliations, each of which may fail, and at ONE store, which has no list of refunded
 * subscriptions, by the weekly reading.
 */
export function createAccessSampler(sql: Sql, maxUnnoticedMs: number): AccessSampler {
  const sampled = new Map<string, Sampled>()
  const violations: string[] = []
  let samples = 0
  return {
    sample: async (books, subscribers, now) => {
      const active = await readActiveUsers(sql, now)
      for (const { buyer, entryIds } of subscribers) {
        const entries = entryIds.flatMap((id) => books.get(id) ?? [])
        const before = sampled.get(buyer.userId) ?? { statedUntil: 0, lostSince: null }
        const hasAccess = entries.some((entry) => givesAccess(entry, now))
        const after = {
          statedUntil: Math.max(before.statedUntil, ...entries.map(latestStatedEnd)),
          lostSince: hasAccess ? null : (before.lostSince ?? now),
        }
        sampled.set(buyer.userId, after)
        samples += 1
        const violation = active.has(buyer.userId)
          ? findViolation(after, entries, { now, maxUnnoticedMs })
          : null
        if (violation !== null)
          violations.push(`${new Date(now).toISOString()} ${buyer.userId}: ${violation}`)
      }
    },
    result: () => ({ samples, violations }),
  }
}

function findViolation(
  { statedUntil, lostSince }: Sampled,
  entries: readonly StoreEntry[],
  { now, maxUnnoticedMs }: { readonly now: number; readonly maxUnnoticedMs: number },
): string | null {
  const states = entries.map(({ id, store, state }) => `${store} ${id} ${state}`).join(', ')
  if (now > statedUntil + leewayMs) {
    return `access after ${new Date(statedUntil).toISOString()}, the last end that was stated: ${states}`
  }
  return lostSince !== null && now - lostSince > maxUnnoticedMs
    ? `access that the store took back before ${new Date(lostSince).toISOString()}: ${states}`
    : null
}

async function readActiveUsers(sql: Sql, now: number): Promise<ReadonlySet<string>> {
  const rows = await sql<{ user: string }[]>`
    select u.external_id as user from user_entitlements e join users u on u.app_id = e.app_id and u.id = e.user_id
    where e.gives_access and (e.access_until is null or e.access_until > ${new Date(now)})`
  return new Set(rows.map(({ user }) => user))
}
