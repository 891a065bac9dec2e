import { selectApps, type AppRow } from '../../db/queries/apps.ts'
import type { Services } from '../context.ts'

/** Iterates over all apps, which are read a thousand at a time. */
export async function* eachApp({ db }: Pick<Services, 'db'>): AsyncGenerator<AppRow, void, void> {
  let last: string | null = null
  for (;;) {
    const page = await selectApps(db, last)
    yield* page
    const end = page.at(-1)
    if (end === undefined) return
    last = end.appId
  }
}
