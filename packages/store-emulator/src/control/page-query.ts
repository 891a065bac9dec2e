import { z } from 'zod'

const maxPageSize = 100

/** Query parameters of every list. */
export const pageFields = {
  first: z.coerce
    .number()
    .int()
    .min(1)
    .max(maxPageSize)
    .default(20)
    .meta({ description: 'Maximum number of entries on the page.' }),
  after: z
    .string()
    .regex(/^c\d{1,15}$/, 'not a cursor')
    .exactOptional()
    .meta({ description: '`endCursor` of the previous page.' }),
}

export const endCursorSchema = z
  .string()
  .nullable()
  .meta({ description: 'Value of `after` for the next page; null when this page is empty.' })

/** The sequence of the last entry of the previous page; without a cursor, a number above all sequences. */
export function parsePageCursor(cursor: string | undefined): number {
  return parseCursor(cursor) ?? Number.MAX_SAFE_INTEGER
}

export function formatPageCursor(last: { sequence: number } | undefined): string | null {
  return last === undefined ? null : formatCursor(last.sequence)
}

/** The revision of the last change on the previous page; without a cursor, a number below all revisions. */
export function parseChangeCursor(cursor: string | undefined): number {
  return parseCursor(cursor) ?? 0
}

export function formatChangeCursor(last: { revision: number } | undefined): string | null {
  return last === undefined ? null : formatCursor(last.revision)
}

function parseCursor(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(cursor.slice(1))
}

function formatCursor(position: number): string {
  return `c${String(position)}`
}
