import { describe, expect, test } from 'vitest'
import { parseItemFile } from './parse-item-file.ts'

function parseRows(csv: string) {
  const { rows, errors } = parseItemFile(csv)
  expect(errors).toEqual([])
  return rows
}

const errorsOf = (csv: string) => parseItemFile(csv).errors.map(({ message: _, ...error }) => error)

test('Korean and English names of columns and values are read alike', () => {
  const english =
    'itemId,name,type,enabled,consumeTrial,GOOGLE_PLAY,ONE_STORE com.example.arcade\ncoins,코인,CONSUMABLE,TRUE,FALSE,g,o'
  const korean =
    '\uFEFF상품 ID,상품명,유형,판매 여부,무료 체험 소비,구글 플레이,원스토어 com.example.arcade\r\ncoins,코인,소모성,예,아니오,g,o\r\n'
  const expected = [
    {
      row: 2,
      itemId: 'coins',
      name: '코인',
      type: 'CONSUMABLE',
      enabled: true,
      consumeTrial: false,
      products: [
        { of: { store: 'GOOGLE_PLAY', storeBundleId: '' }, cell: 'g' },
        { of: { store: 'ONE_STORE', storeBundleId: 'com.example.arcade' }, cell: 'o' },
      ],
    },
  ]
  expect(parseRows(english)).toMatchObject(expected)
  expect(parseRows(korean)).toMatchObject(expected)
})

test('a column that the file does not have, and an empty cell, change nothing, but an empty product removes it', () => {
  expect(parseRows('itemId,name,APP_STORE\ncoins,,')).toMatchObject([
    { name: null, type: null, enabled: null, products: [{ of: { store: 'APP_STORE' }, cell: '' }] },
  ])
})

test('the last record of an export is no row, and its apostrophes are none of the values', () => {
  expect(parseRows("itemId,name\r\ncoins,'=1+1\r\n#complete: 1,\r\n")).toMatchObject([{ name: '=1+1' }])
})

describe('errors name their row, their column and their kind', () => {
  test.each([
    ['an empty file', '', [{ row: null, column: null, code: 'NO_ROWS' }]],
    ['a file without rows', 'itemId,name\n', [{ row: null, column: null, code: 'NO_ROWS' }]],
    ['no column of ids', 'name\nCoins', [{ row: 1, column: 'itemId', code: 'MISSING_COLUMN' }]],
    ['an unknown column', 'itemId,price\ncoins,1', [{ row: 1, column: 'price', code: 'UNKNOWN_COLUMN' }]],
    [
      'a column in two languages',
      'itemId,name,상품명\ncoins,a,b',
      [{ row: 1, column: '상품명', code: 'DUPLICATE_COLUMN' }],
    ],
    ['no id', 'itemId,name\n,Coins', [{ row: 2, column: 'itemId', code: 'VALUE_REQUIRED' }]],
    ['an id with a blank', 'itemId,name\na b,x', [{ row: 2, column: 'itemId', code: 'INVALID_VALUE' }]],
    ['a name of two lines', 'itemId,name\na,"x\ny"', [{ row: 2, column: 'name', code: 'INVALID_VALUE' }]],
    [
      'a column that objects have',
      'itemId,constructor\na,x',
      [{ row: 1, column: 'constructor', code: 'UNKNOWN_COLUMN' }],
    ],
    [
      'a type that objects have',
      'itemId,type\na,constructor',
      [{ row: 2, column: 'type', code: 'INVALID_VALUE' }],
    ],
    ['an unknown type', 'itemId,유형\na,무료', [{ row: 2, column: '유형', code: 'INVALID_VALUE' }]],
    ['an unknown state', 'itemId,enabled\na,maybe', [{ row: 2, column: 'enabled', code: 'INVALID_VALUE' }]],
    ['a cell too many', 'itemId,name\na,x,y', [{ row: 2, column: null, code: 'TOO_MANY_CELLS' }]],
    ['an item twice', 'itemId,name\na,x\n\na,y', [{ row: 4, column: 'itemId', code: 'DUPLICATE_ITEM' }]],
    ['an open quotation mark', 'itemId,name\na,"x', [{ row: 2, column: null, code: 'MALFORMED_FILE' }]],
  ])('of %s', (_, csv, errors) => {
    expect(errorsOf(csv)).toEqual(errors)
  })

  test('of more rows than are allowed', () => {
    const csv = (count: number) =>
      `itemId\n${Array.from({ length: count }, (_, index) => `item_${index}`).join('\n')}`
    expect(parseItemFile(csv(1_000)).rows).toHaveLength(1_000)
    expect(errorsOf(csv(1_001))).toEqual([{ row: null, column: null, code: 'TOO_MANY_ROWS' }])
  })

  test('of all rows together', () => {
    expect(errorsOf('itemId,type,enabled\na b,x,maybe\nc,CONSUMABLE,z')).toHaveLength(4)
  })
})
