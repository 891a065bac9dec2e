import type { ParameterOrFragment } from 'postgres'
import { expect, test } from 'vitest'
import { joinParts, partWriter, rawPart } from './sql-parts.ts'

const { sql } = partWriter

test('the values of a statement and of its parts are numbered in the order of the text', () => {
  const condition = sql`id = ${'b'} and name = any(${['c', 'd']}::text[])`
  const statement = sql`select ${1}::int from items where ${sql`app_id = ${'a'}`} and ${condition} limit ${rawPart('20')}`
  expect(joinParts(statement)).toEqual({
    text: 'select $1::int from items where app_id = $2 and id = $3 and name = any($4::text[]) limit 20',
    values: [1, 'a', 'b', ['c', 'd']],
  })
})

test('a name is quoted, and an empty part leaves no trace', () => {
  expect(joinParts(sql`select ${sql('a"b')}.id${sql``} from items`)).toEqual({
    text: 'select "a""b".id from items',
    values: [],
  })
})

test('a part can be used several times, with its values at each place', () => {
  const part = sql`x > ${1}`
  expect(joinParts(sql`${part} or ${part}`)).toEqual({ text: 'x > $1 or x > $2', values: [1, 1] })
})

test('statements of the same parts have one text, and a value in the place of a part makes another', () => {
  type Value = ParameterOrFragment<never>
  const write = (first: Value, second: Value) => joinParts(sql`select ${first}, ${second}`)
  const part = sql`now()`
  expect(write(part, 1)).toEqual({ text: 'select now(), $1', values: [1] })
  expect(write(1, part)).toEqual({ text: 'select $1, now()', values: [1] })
  expect(write(part, rawPart('now()'))).toEqual({ text: 'select now(), now()', values: [] })
  expect(write(1, 2)).toEqual({ text: 'select $1, $2', values: [1, 2] })
  expect(write(part, 2)).toEqual({ text: 'select now(), $1', values: [2] })
})

test('texts stay right, however many different statements there are', () => {
  for (let limit = 0; limit < 20_000; limit += 1) {
    expect(joinParts(sql`select ${limit} limit ${rawPart(String(limit))}`)).toEqual({
      text: `select $1 limit ${limit}`,
      values: [limit],
    })
  }
})
