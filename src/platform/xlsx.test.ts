import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSheet, readZip } from '../../test/support/read-zip.ts'
import type { TableCell } from './table-cell.ts'
import { createXlsxStream } from './xlsx.ts'

async function* toRows(rows: readonly (readonly TableCell[])[]): AsyncGenerator<readonly TableCell[]> {
  for (const row of rows) yield await Promise.resolve(row)
}

async function writeAndRead(rows: readonly (readonly TableCell[])[], rowsPerSheet?: number) {
  const options = rowsPerSheet === undefined ? {} : { rowsPerSheet }
  return readZip(await buffer(createXlsxStream(['a', 'b'], toRows(rows), options)))
}

test('any texts are read back as they were', async () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('_x0041_', '<b>&amp;', ']]>', ' a ', '\0\x07', '=1+1'),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, text), { maxLength: 5 }), async (rows) => {
      const files = await writeAndRead(rows)
      const sheet = files.get('xl/worksheets/sheet1.xml') ?? ''
      expect(readSheet(sheet)).toEqual([['a', 'b'], ...rows])
      // What XML allows: no other control characters.
      expect(sheet.replaceAll(/[\t\n]/g, '')).not.toMatch(/[\p{Cc}\ufffe\uffff]/u)
    }),
    { numRuns: 50 },
  )
})

test('a number that Excel could not compute with exactly is written as text', async () => {
  const numbers = [{ decimal: '123456789012.345' }, { decimal: '123456789012.3456' }]
  const sheet = (await writeAndRead([numbers])).get('xl/worksheets/sheet1.xml')
  expect(sheet).toContain('<c><v>123456789012.345</v></c>')
  expect(sheet).toContain('<c t="inlineStr"><is><t xml:space="preserve">123456789012.3456</t></is></c>')
})

test('rows that do not fit into a sheet continue on the next one, and every sheet has the head', async () => {
  const rows = Array.from({ length: 5 }, (_, index) => [String(index), null])
  const files = await writeAndRead(rows, 2)
  const sheets = [...files.keys()].filter((name) => name.startsWith('xl/worksheets/'))
  expect(sheets).toEqual([1, 2, 3].map((number) => `xl/worksheets/sheet${number}.xml`))
  expect(sheets.map((name) => readSheet(files.get(name) ?? '').length)).toEqual([3, 3, 2])
  expect(files.get('xl/workbook.xml')?.match(/<sheet /g)).toHaveLength(3)
})

test('a workbook that is cut off cannot be opened', async () => {
  const rows = Array.from({ length: 1_000 }, () => ['x', 'y'])
  const archive = await buffer(createXlsxStream(['a', 'b'], toRows(rows)))
  expect(() => readZip(archive.subarray(0, -30))).toThrow()
})

test('rows are read only as far as the stream is read, and end when it is destroyed', async () => {
  let read = 0
  let isEnded = false
  const endless = (async function* (): AsyncGenerator<readonly TableCell[]> {
    try {
      for (;;) {
        read += 1
        yield await Promise.resolve([String(Math.random()).repeat(10)])
      }
    } finally {
      isEnded = true
    }
  })()
  const stream = createXlsxStream(['a'], endless)
  await new Promise((resolve) => stream.once('readable', resolve))
  stream.destroy()
  await expect.poll(() => isEnded).toBe(true)
  expect(read).toBeLessThan(100_000)
})

test('an error of the rows fails the stream', async () => {
  const failing = (async function* (): AsyncGenerator<readonly TableCell[]> {
    yield await Promise.resolve(['x'])
    throw new Error('the rows have ended')
  })()
  await expect(buffer(createXlsxStream(['a'], failing))).rejects.toThrow('the rows have ended')
})
