import { z } from 'zod'
import type { Batch, WalkPosition } from '../../db/queries/compared-sales.ts'
import type { ListedPage } from './comparison.ts'

const placeSchema = z.object({ at: z.coerce.date(), id: z.uuid() })

/** Rows of our own, from a position on; each row is a position. */
export async function listOfOurs<Row extends WalkPosition>(
  read: (from: WalkPosition | null) => Promise<Batch<Row>>,
  place: string | null,
): Promise<ListedPage<Row>> {
  const { rows, end } = await read(place === null ? null : placeSchema.parse(JSON.parse(place)))
  return {
    listed: rows.map((entry) => ({ entry, resumeAt: writePlace(entry) })),
    end: end === null ? null : writePlace(end),
  }
}

function writePlace({ at, id }: WalkPosition): string {
  return JSON.stringify({ at, id })
}
