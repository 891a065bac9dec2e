import { bigint, boolean, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { expect, test } from 'vitest'
import { createColumnReader, createRowMapper } from './row-mapper.ts'
import { bytes, instant } from './tables/columns.ts'

const coins = pgTable('coins', {
  itemName: text('item_name'),
  count: integer('count'),
  isSold: boolean('is_sold'),
  priceMicros: bigint('price_micros', { mode: 'bigint' }),
  paidAt: instant('paid_at'),
  saleKey: bytes('sale_key'),
})

const toRow = createRowMapper(coins)

test('a row has the properties of the table, and the values that the driver returns as text are decoded', () => {
  const raw = {
    item_name: 'coins',
    count: 3,
    is_sold: false,
    price_micros: '9007199254740993',
    paid_at: '2026-06-01 00:00:00.123+00',
    sale_key: Buffer.from([1, 2]),
  }
  expect(toRow(raw)).toEqual({
    itemName: 'coins',
    count: 3,
    isSold: false,
    priceMicros: 9_007_199_254_740_993n,
    paidAt: new Date('2026-06-01T00:00:00.123Z'),
    saleKey: Buffer.from([1, 2]),
  })
})

test('a column that is null or missing is null, and one that the table does not have is left out', () => {
  expect(toRow({ count: null, other: 1 })).toEqual({
    itemName: null,
    count: null,
    isSold: null,
    priceMicros: null,
    paidAt: null,
    saleKey: null,
  })
})

test('some columns are read in the order of the table, from a place in the values of a row', () => {
  const { names, read } = createColumnReader(coins, new Set(['paidAt', 'priceMicros', 'count'] as const))
  expect(names).toEqual(['count', 'price_micros', 'paid_at'])
  const row = read(['other', 3, '9007199254740993', '2026-06-01 00:00:00.123+00'], 1)
  expect({ ...row }).toEqual({
    count: 3,
    priceMicros: 9_007_199_254_740_993n,
    paidAt: new Date('2026-06-01T00:00:00.123Z'),
  })
})

test('a property of which the column was not read throws, and is not taken for null', () => {
  const row = createColumnReader(coins, new Set(['count'] as const)).read([null], 0)
  expect(row.count).toBeNull()
  expect(() => row.itemName).toThrow('coins.itemName was not read')
})

test('without a selection all columns are read', () => {
  const { names, read } = createColumnReader(coins, null)
  expect(names).toHaveLength(6)
  expect(read(['coins', 3, false, '1', null, null], 0)).toMatchObject({ itemName: 'coins', paidAt: null })
})
