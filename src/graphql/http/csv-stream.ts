import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import { byteOrderMark, formatCsvMark, formatCsvRecord } from '../../platform/csv.ts'
import type { TableCell } from '../../platform/table-cell.ts'

export const csvContentType = 'text/csv; charset=utf-8; header=present'

/** Records are joined, because each chunk of a stream costs more than a record. */
const chunkCharacters = 32 * 1024

/** A client that takes nothing for so long is gone. */
const stallTimeoutMs = 60_000

type Table = {
  readonly columns: readonly string[]
  readonly rows: AsyncGenerator<readonly TableCell[]>
  /** The rows that were read so far. */
  readonly rowCount: () => number
}

/** A CSV whose last record says that it is complete. */
export function createCsvStream({ columns, rows, rowCount }: Table, bom: boolean): Readable {
  const write = async function* () {
    let chunk = `${bom ? byteOrderMark : ''}${formatCsvRecord(columns)}`
    for await (const cells of rows) {
      chunk += formatCsvRecord(cells)
      if (chunk.length < chunkCharacters) continue
      yield chunk
      chunk = ''
    }
    yield `${chunk}${formatCsvMark(`complete: ${rowCount()}`, columns.length)}`
  }
  const stream = Readable.from(write())
  // A generator that has not begun does not end what it would read.
  stream.once('close', () => void rows.return(undefined))
  return stream
}

/** Ends the export, and with it the connection, when the client has taken nothing of what was written for a while. */
export function endWhenStalled({ raw }: FastifyReply, content: Readable): void {
  let isStalled = false
  const check = () => {
    if (isStalled) content.destroy(new Error('the client does not read the export'))
    isStalled = raw.writableNeedDrain
  }
  const timer = setInterval(check, stallTimeoutMs).unref()
  raw.on('drain', () => {
    isStalled = false
  })
  raw.once('close', () => clearInterval(timer))
}
