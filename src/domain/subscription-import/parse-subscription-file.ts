import { readCsv } from '../../platform/read-csv.ts'
import { formats } from './file-formats.ts'
import { createCellReader, rowError, type RowResult } from './read-cells.ts'
import type {
  SubscriptionFile,
  SubscriptionFileFormat,
  SubscriptionFileRow,
  SubscriptionImportError,
} from './subscription-file.ts'

export const maxRows = 1_000
const maxTextLength = 4_000
const maxUserIdLength = 200

const fileError = (
  code: SubscriptionImportError['code'],
  message: string,
  row: number | null = null,
): SubscriptionFile => ({ rows: [], skippedCount: 0, errors: [rowError(row, null, code, message)] })

/** Reads a file of subscriptions. Pure: what the rows mean for the records that exist is not checked. */
export function parseSubscriptionFile(csv: string, format: SubscriptionFileFormat): SubscriptionFile {
  const parsed = readCsv(csv)
  if (!parsed.ok) return fileError('MALFORMED_FILE', parsed.reason, parsed.row)
  const [head, ...records] = parsed.records
  if (head === undefined || records.length === 0) {
    return fileError('NO_ROWS', 'The file has no row of a subscription.')
  }
  if (records.length > maxRows) {
    return fileError('TOO_MANY_ROWS', `The file has ${records.length} rows; at most ${maxRows} are allowed.`)
  }
  const reader = createCellReader(head.cells)
  const { has } = reader(head)
  const { needed, read } = formats[format]
  const missing = needed.filter((columns) => !columns.some((column) => has(column)))
  if (missing.length > 0) {
    return {
      rows: [],
      skippedCount: 0,
      errors: missing.map((columns) =>
        rowError(
          head.row,
          columns[0] ?? null,
          'MISSING_COLUMN',
          `The first row must name ${columns.join(' or ')}.`,
        ),
      ),
    }
  }
  return mergeRows(records.map((record) => checkLengths(read(reader(record)))))
}

function checkLengths(result: RowResult): RowResult {
  if (result === 'SKIPPED' || 'code' in result) return result
  const { row, userId, key, productId } = result
  if (userId.length > maxUserIdLength) {
    return rowError(row, null, 'INVALID_VALUE', `The id of a user has at most ${maxUserIdLength} characters.`)
  }
  const isLong = key.length > maxTextLength || (productId?.length ?? 0) > maxTextLength
  return isLong ? rowError(row, null, 'INVALID_VALUE', 'A value of the row is too long.') : result
}

/** The rows of one subscription are one: it began with the first and gives access until the last. */
function mergeRows(results: readonly RowResult[]): SubscriptionFile {
  const merged = new Map<string, SubscriptionFileRow>()
  const errors: SubscriptionImportError[] = []
  let skippedCount = 0
  for (const result of results) {
    if (result === 'SKIPPED') skippedCount += 1
    else if ('code' in result) errors.push(result)
    else {
      const name = `${result.store} ${result.environment} ${result.key}`
      const earlier = merged.get(name)
      if (earlier !== undefined && earlier.userId !== result.userId) {
        const message = `Row ${earlier.row} has the same subscription for another user.`
        errors.push(rowError(result.row, null, 'SEVERAL_USERS', message))
      } else merged.set(name, earlier === undefined ? result : mergeRow(earlier, result))
    }
  }
  return { rows: [...merged.values()], skippedCount, errors }
}

function mergeRow(one: SubscriptionFileRow, other: SubscriptionFileRow): SubscriptionFileRow {
  const isLater = (other.accessUntil ?? new Date(0)) > (one.accessUntil ?? new Date(0))
  const starts = [one.startedAt, other.startedAt].filter((time) => time !== null)
  return {
    ...one,
    productId: (isLater ? other.productId : null) ?? one.productId,
    startedAt: starts.length === 0 ? null : new Date(Math.min(...starts.map((time) => time.getTime()))),
    accessUntil: isLater ? other.accessUntil : one.accessUntil,
  }
}
