import { z } from 'zod'
import type { RowBatch, ScanCursor } from '../../db/queries/local-sales.ts'
import type { ListedPage } from './reconciliation-context.ts'

const cursorSchema = z.object({ at: z.coerce.date(), id: z.uuid() })

/** A page of local rows after a cursor. Each row has a cursor. */
export async function listLocalPage<Row extends ScanCursor>(
  read: (after: ScanCursor | null) => Promise<RowBatch<Row>>,
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
