import { saveRound, type Round, type RoundStep } from '../../db/queries/reconciliations.ts'
import { StoreMisconfigured, StoreUnavailable } from '../../stores/contract.ts'
import type { Check, Comparing, Notebook } from './comparison.ts'

/** `TAKEN_OVER`: the lease ran out, and somebody else goes on with it. */
export type RoundEnd = 'COMPARED' | 'CALLS_SPENT' | 'STOPPED' | 'TAKEN_OVER'

export const leaseMs = 5 * 60_000
const compareAtOnce = 100
const faultOfOurs = 'a fault of the server; see its log'

/**
 * Goes through a round from its place to its end, as far as the calls reach. After each call to the store the place is written
 * down, so whoever goes on after us repeats at most one entry. What stops it leaves it where it is.
 */
export async function workOnRound<Entry>(notebook: Notebook, comparing: Comparing<Entry>): Promise<RoundEnd> {
  const progress = startProgress(notebook)
  try {
    for (;;) {
      if (notebook.calls.isSpent()) return await progress.pause(null)
      notebook.calls.spend()
      const { listed, end } = await comparing.list(progress.place())
      for (let start = 0; start < listed.length; start += compareAtOnce) {
        const some = listed.slice(start, start + compareAtOnce)
        const checks = await comparing.compare(some.map(({ entry }) => entry))
        for (const [index, { resumeAt }] of some.entries()) {
          const check = checks[index] ?? null
          if (check !== null && notebook.calls.isSpent()) return await progress.pause(null)
          if (check !== null) await perform(notebook, check)
          progress.reach(resumeAt)
          if (check !== null && !(await progress.goOn())) return 'TAKEN_OVER'
        }
      }
      if (end === null) return await progress.end()
      progress.goTo(end)
      if (!(await progress.goOn())) return 'TAKEN_OVER'
    }
  } catch (error) {
    return progress.pause(error)
  }
}

/** A fault of ours about one entry is told, and holds up no other; a store that cannot be asked holds up all. */
async function perform({ ctx, round, note }: Notebook, { subject, run }: Check): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (isStoreError(error)) throw error
    const { appId, store, source } = round
    ctx.log.error({ error, appId, store, source, subject }, 'an entry could not be compared with the store')
    await note({ subject, description: `It could not be compared: ${faultOfOurs}.` })
  }
}

/** How far the round has come, here and in the database. */
function startProgress({ ctx, round }: Notebook) {
  let held: Round = round
  let { place } = round
  let checked = 0

  const save = async (next: RoundStep['next']): Promise<boolean> => {
    const isHeld = await saveRound(ctx.db, held, { now: ctx.clock(), place, checked, next })
    if (isHeld && next.kind === 'GO_ON') held = { ...held, leasedUntil: next.leasedUntil }
    checked = 0
    return isHeld
  }
  const pause = async (error: unknown): Promise<RoundEnd> => {
    const text = error === null ? null : explain({ ctx, round }, error)
    if (!(await save({ kind: 'PAUSE', error: text }))) return 'TAKEN_OVER'
    return error === null ? 'CALLS_SPENT' : 'STOPPED'
  }
  return {
    place: () => place,
    reach: (resumeAt: string) => {
      place = resumeAt
      checked += 1
    },
    goTo: (next: string) => {
      place = next
    },
    goOn: () => save({ kind: 'GO_ON', leasedUntil: new Date(ctx.clock().getTime() + leaseMs) }),
    pause,
    end: async (): Promise<RoundEnd> => ((await save({ kind: 'END' })) ? 'COMPARED' : 'TAKEN_OVER'),
  }
}

/** What stopped the round, for the report; told to the log once while it stays the same. */
function explain({ ctx, round }: Pick<Notebook, 'ctx' | 'round'>, error: unknown): string {
  const { appId, store, source, lastError } = round
  const text = isStoreError(error) ? error.message : faultOfOurs
  const about = { error, appId, store, source }
  if (!isStoreError(error)) ctx.log.error(about, 'a comparison with the store failed')
  else if (error instanceof StoreMisconfigured && lastError !== text) {
    ctx.log.warn(about, 'the store refuses our connection: it cannot be compared with')
  } else ctx.log.info(about, 'the store cannot be compared with now; the next run goes on')
  return text
}

function isStoreError(error: unknown): error is StoreUnavailable | StoreMisconfigured {
  return error instanceof StoreUnavailable || error instanceof StoreMisconfigured
}
