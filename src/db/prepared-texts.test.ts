import { expect, test } from 'vitest'
import { createPreparedTexts } from './prepared-texts.ts'

test('a read by key is prepared, at each execution', () => {
  const texts = createPreparedTexts()
  const read = 'select "id" from "payments" where "payments"."app_id" = $1'
  expect([texts.shouldPrepare(read), texts.shouldPrepare(read)]).toEqual([true, true])
})

test.for([
  ['a list in an order', 'select "id" from "payments" order by "id"'],
  ['a list with a length', 'select "id" from "payments" where ("id" > $1 and "id" < $2) limit $3'],
  [
    'a join',
    'select "id" from "payments" inner join "users" on "users"."id" = "payments"."user_id" where "id" = $1',
  ],
])('%s is not prepared', ([, text = '']) => {
  expect(createPreparedTexts().shouldPrepare(text)).toBe(false)
})

test('a lateral join, which reads each row by its key, is prepared', () => {
  const text =
    'select "id" from "payments" inner join lateral (select "id" from "users" where "id" = "user_id" limit $1) "user" on true where "id" = $2'
  expect(createPreparedTexts().shouldPrepare(text)).toBe(true)
})

test('at most 200 texts are prepared, and the first ones stay prepared', () => {
  const texts = createPreparedTexts()
  const prepared = Array.from({ length: 300 }, (_, index) => texts.shouldPrepare(`select ${index}`))
  expect(prepared.filter(Boolean)).toHaveLength(200)
  expect([texts.shouldPrepare('select 0'), texts.shouldPrepare('select 299')]).toEqual([true, false])
})

test('a list or a join is prepared if that is requested, at most 200 of them', () => {
  const texts = createPreparedTexts()
  const prepared = Array.from({ length: 300 }, (_, index) =>
    texts.shouldPrepare(`select ${index} from a join b on true order by id limit 20`, true),
  )
  expect(prepared.filter(Boolean)).toHaveLength(200)
  expect(texts.shouldPrepare('select "id" from "payments" where "id" = $1')).toBe(true)
})
