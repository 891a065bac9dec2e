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
