import { z } from 'zod'
import type { StorePage } from '../../stores/list-contract.ts'
import type { ListedPage } from './comparison.ts'

const placeSchema = z.object({ page: z.string().nullable(), done: z.number().int().min(0) })

/** The store's own page, and how many of its entries are compared already. */
type Place = z.infer<typeof placeSchema>

/** Pages as a store hands them out, so that a walk through them may stop after any entry. */
export async function listFromStore<Entry>(
  list: (page: string | null) => Promise<StorePage<Entry>>,
  place: string | null,
): Promise<ListedPage<Entry>> {
  const { page, done } = place === null ? { page: null, done: 0 } : placeSchema.parse(JSON.parse(place))
  const { entries, next } = await list(page)
  return {
    listed: entries.slice(done).map((entry, index) => ({
      entry,
      resumeAt: writePlace({ page, done: done + index + 1 }),
    })),
    end: next === null ? null : writePlace({ page: next, done: 0 }),
  }
}

function writePlace(place: Place): string {
  return JSON.stringify(place)
}
