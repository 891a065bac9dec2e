import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsvMark, formatCsvRecord } from './csv.ts'

/** A reader of RFC 4180, written apart from the writer. */
function parseCsv(text: string): string[][] {
  const records: string[][] = []
  let record: string[] = []
  let cell = ''
  let isQuoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? ''
    if (isQuoted) {
      if (character !== '"') cell += character
      else if (text[index + 1] === '"') {
        cell += '"'
        index += 1
      } else isQuoted = false
    } else if (character === '"') isQuoted = true
    else if (character === ',' || (character === '\r' && text[index + 1] === '\n')) {
      record.push(cell)
      cell = ''
      if (character === ',') continue
      records.push(record)
      record = []
      index += 1
    } else cell += character
  }
  return records
}

const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '=1+1',
    '+1',
    '-1',
    '@x',
    '\tx',
    '\rx',
    '\nx',
    '＝1',
    "'x",
    '#complete: 1',
    'a"b',
    'a,b',
    '\u202Eabc',
    ' x',
  ),
)

test('any texts are read back as they were, without the apostrophe of unsafe ones', () => {
  const rows = fc.array(fc.array(hostileText, { minLength: 2, maxLength: 4 }), { maxLength: 4 })
  fc.assert(
    fc.property(rows, (written) => {
      const read = parseCsv(written.map((cells) => formatCsvRecord(cells)).join(''))
      expect(read.map((cells) => cells.map((cell) => cell.replace(/^'/, '')))).toEqual(written)
    }),
  )
})

test('no text begins a cell with a sign that a spreadsheet takes for a formula', () => {
  fc.assert(
    fc.property(hostileText, (text) => {
      const [[cell = ''] = []] = parseCsv(formatCsvRecord([text]))
      expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠#]/)
    }),
  )
})

test('decimal numbers and empty cells are written as they are', () => {
  expect(formatCsvRecord([{ decimal: '4.99' }, null, { decimal: '-1' }, 'x'])).toBe('4.99,,-1,x\r\n')
})

test('a mark has as many cells as a record, and its first one begins with the sign that no text has', () => {
  expect(formatCsvMark('complete: 3', 3)).toBe('#complete: 3,,\r\n')
  expect(formatCsvRecord(['#complete: 3', null, null])).toBe("'#complete: 3,,\r\n")
})
