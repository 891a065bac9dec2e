import { PassThrough, Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import type { TableCell } from './table-cell.ts'

/** Of a sheet, with its head. */
const maxSheetRows = 1_048_576
const maxCellCharacters = 32_767
/** Excel computes with 15 digits: a longer number would change, so it is written as text. */
const maxNumberDigits = 15

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const mainNamespace = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packageNamespace = 'http://schemas.openxmlformats.org/package/2006'
const contentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/**
 * A workbook for Excel as a stream. It reads the next rows when the stream is read, and needs as much memory for a million rows as for
 * one. Rows that do not fit into a sheet continue on the next one. The directory of the archive is written last, so a part of a
 * workbook cannot be opened.
 */
export function createXlsxStream(
  head: readonly string[],
  rows: AsyncGenerator<readonly TableCell[]>,
  { rowsPerSheet = maxSheetRows - 1 }: { readonly rowsPerSheet?: number } = {},
): Readable {
  const zip = new ZipFile()
  const output = new PassThrough()
  let sheet: Readable | null = null
  zip.outputStream.pipe(output)
  zip.on('error', (error: Error) => output.destroy(error))
  output.once('close', () => {
    sheet?.destroy()
    void rows.return(undefined)
  })
  const write = async () => {
    const source = { rows, isEnded: false }
    let sheetCount = 0
    do {
      sheetCount += 1
      sheet = Readable.from(writeSheet(head, source, rowsPerSheet))
      zip.addReadStream(sheet, `xl/worksheets/sheet${sheetCount}.xml`)
      await finished(sheet)
    } while (!source.isEnded)
    for (const [name, content] of Object.entries(describeWorkbook(sheetCount))) {
      zip.addBuffer(Buffer.from(declaration + content), name)
    }
    zip.end()
  }
  write().catch((error: unknown) => {
    output.destroy(error instanceof Error ? error : new Error(String(error)))
  })
  return output
}

type RowSource = { readonly rows: AsyncGenerator<readonly TableCell[]>; isEnded: boolean }

/** Rows are joined, because each chunk of a stream costs more than a row. */
const chunkCharacters = 32 * 1024

async function* writeSheet(
  head: readonly string[],
  source: RowSource,
  rowCount: number,
): AsyncGenerator<string> {
  let chunk = `${declaration}<worksheet xmlns="${mainNamespace}"><sheetViews><sheetView workbookViewId="0">\
<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
  chunk += writeRow(head)
  for (let written = 0; written < rowCount; written += 1) {
    const next = await source.rows.next()
    if (next.done === true) {
      source.isEnded = true
      break
    }
    chunk += writeRow(next.value)
    if (chunk.length < chunkCharacters) continue
    yield chunk
    chunk = ''
  }
  yield `${chunk}</sheetData></worksheet>`
}

function writeRow(cells: readonly TableCell[]): string {
  return `<row>${cells.map(writeCell).join('')}</row>`
}

function writeCell(cell: TableCell): string {
  if (cell === null) return '<c/>'
  if (typeof cell === 'string') return writeText(cell)
  const digits = cell.decimal.replaceAll(/[^\d]/g, '').replace(/^0+/, '')
  return digits.length > maxNumberDigits ? writeText(cell.decimal) : `<c><v>${cell.decimal}</v></c>`
}

function writeText(text: string): string {
  return `<c t="inlineStr"><is><t xml:space="preserve">${escapeXml(text.slice(0, maxCellCharacters))}</t></is></c>`
}

/** XML cannot contain control characters: Excel writes one as `_x0007_`, and protects a text that looks like one. */
function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/_(?=x[\dA-Fa-f]{4}_)/g, '_x005F_')
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, toEscapeCode)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
}

function toEscapeCode(character: string): string {
  if (character === '\t' || character === '\n') return character
  return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
}

/** The parts of a workbook beside its sheets. */
function describeWorkbook(sheetCount: number): Readonly<Record<string, string>> {
  const numbers = Array.from({ length: sheetCount }, (_, index) => index + 1)
  const each = (write: (number: number) => string) => numbers.map(write).join('')
  return {
    'xl/workbook.xml': `<workbook xmlns="${mainNamespace}" xmlns:r="${relations}"><sheets>${each(
      (n) => `<sheet name="Sheet${n}" sheetId="${n}" r:id="rId${n}"/>`,
    )}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${packageNamespace}/relationships">${each(
      (n) => `<Relationship Id="rId${n}" Type="${relations}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
    )}</Relationships>`,
    '_rels/.rels': `<Relationships xmlns="${packageNamespace}/relationships"><Relationship Id="rId1" \
Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    '[Content_Types].xml': `<Types xmlns="${packageNamespace}/content-types"><Default Extension="rels" \
ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>\
<Override PartName="/xl/workbook.xml" ContentType="${contentType}.sheet.main+xml"/>${each(
      (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${contentType}.worksheet+xml"/>`,
    )}</Types>`,
  }
}
