import { z } from 'zod'
import type { StorePage } from '../../stores/contract/history.ts'
import type { ListedPage } from './reconciliation-context.ts'

const cursorSchema = z.object({ page: z.string().nullable(), done: z.number().int().min(0) })

/** The store's page token, and the number of its entries that are already compared. */
type StoreCursor = z.infer<typeof cursorSchema>

/** A page of a store's list, with a cursor for each entry, so that a run may stop after any of them. */
export async function listStorePage<Entry>(
  list: (page: string | null) => Promise<StorePage<Entry>>,
  cursor: string | null,
): Promise<ListedPage<Entry>> {
  const { page, done } = cursor === null ? { page: null, done: 0 } : cursorSchema.parse(JSON.parse(cursor))
  const { entries, next } = await list(page)
  return {
    entries: entries.slice(done).map((entry, index) => ({
      entry,
      nextCursor: serializeCursor({ page, done: done + index + 1 }),
    })),
    nextCursor: next === null ? null : serializeCursor({ page: next, done: 0 }),
  }
}

function serializeCursor(cursor: StoreCursor): string {
  return JSON.stringify(cursor)
}
