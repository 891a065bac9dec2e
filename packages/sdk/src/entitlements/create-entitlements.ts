import type { ClientInternals, Coinslot } from '../client/create-coinslot.ts'
import type { Session } from '../client/sessions.ts'
import type { CoinslotError } from '../core/coinslot-error.ts'
import { toEntitlement, type Entitlement } from '../core/entitlement.ts'
import { ownEntitlementsDocument } from '../generated/client-operations.ts'
import { createAnswerCache, readRunMs, type EntitlementsAnswer } from './answer-cache.ts'
import { createWatchers, type EntitlementsListener } from './create-watchers.ts'

/** What the players of an app may use. */
export type Entitlements = {
  /**
   * The entitlements of the player who is logged in, ordered by key. The server is asked. Without it the last answer is used, as long as
   * the server allowed.
   * @throws CoinslotError if the server cannot be asked, and no answer may be used
   */
  readonly entitlements: () => Promise<readonly Entitlement[]>
  /**
   * Calls the listener with the entitlements, and again when they differ. The server is asked at once, when the page returns to the
   * foreground or the network, when a purchase was updated, when the last answer may be used no longer, and by each `entitlements()`.
   * Returns a function that removes the listener.
   */
  readonly onEntitlementsChanged: (listener: EntitlementsListener) => () => void
}

/** The server lists nothing that says how long an empty answer may be used. */
const emptyValidityMs = 86_400_000
/** Time until the server is asked again after a failure. */
const retryMs = 60_000

const nothing = { entitlements: [], leftMs: retryMs }

/**
 * Reads the entitlements of the players of a client.
 *
 * @example
 * ```ts
 * import type { Coinslot } from '@coinslot/sdk'
 * import { createEntitlements } from '@coinslot/sdk/entitlements'
 *
 * export async function hasNoAds(shop: Coinslot) {
 *   const entitlements = await createEntitlements(shop).entitlements()
 *   return entitlements.some(({ key, isActive }) => isActive && key === 'no_ads')
 * }
 * ```
 *
 * @param shop What `createCoinslot` returned. Create it once for each of them.
 * @throws TypeError if it is something else
 */
export function createEntitlements(shop: Coinslot): Entitlements {
  const { options, execute } = shop as Coinslot & Partial<ClientInternals>
  if (!options || !execute) throw new TypeError('`shop` is no client.')
  const cache = createAnswerCache(options)
  let started = 0
  let newest = 0
  const read = async (count: number): Promise<readonly Entitlement[]> => {
    // An answer that was overtaken by that of a later call changes nothing.
    const report = (...reported: Parameters<typeof watchers.report>) => {
      if (count < newest) return
      newest = count
      watchers.report(...reported)
    }
    const runMs = readRunMs()
    try {
      const answer = await execute(readFromServer)
      if (count >= newest) await cache.save(answer, runMs)
      report(answer.entitlements, null, answer.leftMs)
      return answer.entitlements
    } catch (error) {
      const kept = (error as CoinslotError).retryable ? await cache.load() : null
      const { entitlements, leftMs } = kept ?? nothing
      report(entitlements, kept ? null : (error as CoinslotError), Math.min(retryMs, leftMs))
      if (kept) return entitlements
      throw error
    }
  }
  const entitlements = () => read((started += 1))
  const watchers = createWatchers(shop, options, () => void entitlements().catch(() => undefined))
  return {
    entitlements,
    onEntitlementsChanged: watchers.add,
  }
}

async function readFromServer({ userId, userIdInput, execute }: Session): Promise<EntitlementsAnswer> {
  const { data } = await execute(ownEntitlementsDocument, { userId: userIdInput })
  return {
    userId,
    entitlements: data.result.map(toEntitlement),
    leftMs: Math.min(emptyValidityMs, ...data.result.map(({ validForMs }) => validForMs)),
  }
}
