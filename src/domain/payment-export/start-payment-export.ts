import { insertAuditEntry } from '../../db/queries/audit-log.ts'
import { newUuid } from '../../platform/ids.ts'
import { RequestError } from '../../platform/request-error.ts'
import type { TableCell } from '../../platform/table-cell.ts'
import { createZonedTimeFormat, isTimeZone } from '../../platform/zoned-time.ts'
import type { AuditAction } from '../audit/audit-actions.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { countPayments, type PaymentCount } from '../payment/count-payments.ts'
import { assertSortable } from '../payment/list-payments.ts'
import {
  exportedColumns,
  isExportedColumn,
  toExportedCells,
  type ExportedColumn,
} from './exported-columns.ts'
import { readExportRows, type ExportedList } from './read-export-rows.ts'

export type PaymentExportRequest = {
  readonly list: ExportedList
  /** What the audit log shows of the request: the filter and the order as they were sent. */
  readonly description: Readonly<Record<string, unknown>>
  /** Null for all. */
  readonly columns: readonly string[] | null
  /** Name of a time zone; null for UTC. */
  readonly timeZone: string | null
  /** Checks that the caller may still export, and throws if not. */
  readonly assertAllowed: () => Promise<void>
}

export type PaymentExport = {
  readonly columns: readonly ExportedColumn[]
  /** How many rows there will be, as far as they can be counted quickly. */
  readonly estimate: PaymentCount
  /** The rows. When they are ended early, the export is recorded as canceled. */
  readonly rows: AsyncGenerator<readonly TableCell[]>
  /** The rows that were read so far. */
  readonly rowCount: () => number
}

/** A slow client may take so long for its export. */
const maxDurationMs = 60 * 60_000

/**
 * Starts an export of the payments of a list. It is recorded before the first row, so that none is unrecorded, and again with the number of
 * rows when it has ended.
 * @throws RequestError BAD_USER_INPUT, RATE_LIMITED or UNAVAILABLE; then nothing was started
 */
export async function startPaymentExport(
  ctx: Context,
  request: PaymentExportRequest,
): Promise<PaymentExport> {
  const { list, timeZone } = request
  const columns = checkColumns(request.columns)
  assertSortable(list.conditions, list.sort)
  if (timeZone !== null && !isTimeZone(timeZone)) throw badInput('timeZone is not the name of a time zone.')
  const release = ctx.exports.acquire(ctx.app.appId)
  try {
    const exportId = newUuid()
    const estimate = await countPayments(ctx, list.conditions)
    const { description } = request
    await recordAudit(ctx, 'startPaymentExport', { exportId, ...description, columns, timeZone })
    let rowCount = 0
    const end = async (outcome: ExportOutcome) => {
      release()
      await recordAudit(ctx, 'endPaymentExport', { exportId, outcome, rowCount })
    }
    const formatTime =
      timeZone === null ? (time: Date) => time.toISOString() : createZonedTimeFormat(timeZone)
    const pages = readExportRows(ctx, list, { columns, assertMayContinue: createGuard(request) })
    const toCells = async function* () {
      for await (const page of pages) {
        for (const payment of page) {
          rowCount += 1
          yield toExportedCells(payment, columns, formatTime)
        }
      }
    }
    return { columns, estimate, rows: withOutcome(ctx, toCells(), end), rowCount: () => rowCount }
  } catch (error) {
    release()
    throw error
  }
}

type ExportOutcome = 'COMPLETED' | 'CANCELED' | 'FAILED'

/** Reports how a generator ended, exactly once, also if it is ended before its first value. */
function withOutcome<Value>(
  { log }: Pick<Context, 'log'>,
  values: AsyncGenerator<Value>,
  end: (outcome: ExportOutcome) => Promise<void>,
): AsyncGenerator<Value> {
  let ended: Promise<void> | null = null
  const report = (outcome: ExportOutcome) =>
    (ended ??= end(outcome).catch((error: unknown) => {
      log.error({ error }, 'failed to record the end of an export')
    }))
  const generator: AsyncGenerator<Value> = {
    next: async () => {
      try {
        const next = await values.next()
        if (next.done === true) await report('COMPLETED')
        return next
      } catch (error) {
        await report('FAILED')
        throw error
      }
    },
    return: async (value: unknown) => {
      await report('CANCELED')
      return values.return(value)
    },
    throw: async (error: unknown) => {
      await report('FAILED')
      return values.throw(error)
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await generator.return(undefined)
    },
  }
  return generator
}

/** Ends an export that takes too long, or whose caller was withdrawn its rights meanwhile. */
function createGuard({ assertAllowed }: PaymentExportRequest): () => Promise<void> {
  const startedAt = performance.now()
  return async () => {
    if (performance.now() - startedAt > maxDurationMs) {
      throw new RequestError('UNAVAILABLE', 'The export took too long.')
    }
    await assertAllowed()
  }
}

function checkColumns(names: readonly string[] | null): readonly ExportedColumn[] {
  if (names === null) return exportedColumns
  if (names.length === 0) throw badInput('columns must name a column.')
  if (new Set(names).size !== names.length) throw badInput('columns must name each column once.')
  return names.map((name) => {
    if (isExportedColumn(name)) return name
    throw badInput(`columns may contain ${exportedColumns.join(', ')}.`)
  })
}

function recordAudit(
  ctx: Context,
  action: AuditAction,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { appId } = ctx.app
  return insertAuditEntry(ctx.db, { appId, id: appId }, createOperatorAction(ctx, { action, changes }))
}

function badInput(message: string): RequestError {
  return new RequestError('BAD_USER_INPUT', message)
}
