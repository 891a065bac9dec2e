import { z } from 'zod'
import type { RowBatch, ScanCursor } from '../../db/queries/local-sales.ts'
import type { ListedPage } from './reconciliation-context.ts'

const cursorSchema = z.object({ at: z.coerce.date(), id: z.uuid() })

/** Rows of our own, from a position on; each row is a position. */
export async function listLocalPage<Row extends ScanCursor>(
  read: (from: ScanCursor | null) => Promise<RowBatch<Row>>,
  cursor: string | null,
): Promise<ListedPage<Row>> {
  const { rows, nextCursor: end } = await read(
    cursor === null ? null : cursorSchema.parse(JSON.parse(cursor)),
  )
  return {
    entries: rows.map((entry) => ({ entry, nextCursor: serializeCursor(entry) })),
    nextCursor: end === null ? null : serializeCursor(end),
  }
}

function serializeCursor({ at, id }: ScanCursor): string {
  return JSON.stringify({ at, id })
}
