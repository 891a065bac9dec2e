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
  return cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor.slice(1))
}

export function formatPageCursor(last: { sequence: number } | undefined): string | null {
  return last === undefined ? null : `c${String(last.sequence)}`
}
