import { expect, test } from 'vitest'
import { createPreparedTexts } from './prepared-texts.ts'

test('a read by key is prepared, at each execution', () => {
  const texts = createPreparedTexts()
  const read = 'select "id" from "payments" where "payments"."app_id" = $1'
  expect([texts.shouldPrepare(read), texts.shouldPrepare(read)]).toEqual([true, true])
})

test.for([
  'select "id" from "payments" order by "id"',
  'select "id" from "payments" where "id" > $1 limit $2',
])('a list is not prepared: %s', (text) => {
  expect(createPreparedTexts().shouldPrepare(text)).toBe(false)
})

test('at most 200 texts are prepared, and the first ones stay prepared', () => {
  const texts = createPreparedTexts()
  const prepared = Array.from({ length: 300 }, (_, index) => texts.shouldPrepare(`select ${index}`))
  expect(prepared.filter(Boolean)).toHaveLength(200)
  expect([texts.shouldPrepare('select 0'), texts.shouldPrepare('select 299')]).toEqual([true, false])
})
