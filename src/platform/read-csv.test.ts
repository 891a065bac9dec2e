import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { byteOrderMark, formatCsvRecord } from './csv.ts'
import { readCsv } from './read-csv.ts'

function readCells(text: string): readonly (readonly string[])[] {
  const result = readCsv(text)
  if (!result.ok) throw new Error(`row ${result.row}: ${result.reason}`)
  return result.records.map(({ cells }) => cells)
}

test('what formatCsvRecord writes is read back as it was, with and without a byte order mark', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('=1', "'x", 'a"b', 'a,b', '\r\n', '-1'),
  )
  const rows = fc.array(fc.tuple(fc.constant('id'), cell, cell), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(rows, fc.boolean(), (written, bom) => {
      const text = written.map((cells) => formatCsvRecord(cells)).join('')
      expect(readCells(`${bom ? byteOrderMark : ''}${text}`)).toEqual(written)
    }),
  )
})

test('rows are numbered as a spreadsheet numbers them, and those without a text are left out', () => {
  const result = readCsv('itemId,name\r\n\r\n"a\r\nb",2\r\n,\r\n3,4,5\r\n')
  expect(result).toEqual({
    ok: true,
    records: [
      { row: 1, cells: ['itemId', 'name'] },
      { row: 3, cells: ['a\r\nb', '2'] },
      { row: 5, cells: ['3', '4', '5'] },
    ],
  })
})

test.each([
  ['tabs', 'a\tb\n1\t2,5'],
  ['semicolons', 'a;b\n1;"2,5"'],
])('cells are separated by %s if the first line has them and no commas', (_, text) => {
  expect(readCells(text)).toEqual([
    ['a', 'b'],
    ['1', '2,5'],
  ])
})

describe('a text that is no CSV', () => {
  test.each([
    ['a quotation mark that is not closed', 'a,b\n1,"x', /is not closed/],
    ['a quotation mark inside a cell', 'a,b\n1,x"y', /must begin with one/],
    ['a quotation mark that ends too early', 'a,b\n1,"x"y', /ends before/],
  ])('is refused with the row for %s', (_, text, reason) => {
    expect(readCsv(text)).toEqual({ ok: false, row: 2, reason: expect.stringMatching(reason) as string })
  })
})
