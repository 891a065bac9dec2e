import { expect, test } from 'vitest'
import { createPreparationPolicy } from './prepared-statements.ts'

const send = (isPrepared: (text: string) => boolean, text: string, times: number) =>
  Array.from({ length: times }, () => isPrepared(text))

test('a statement is prepared when it is sent for the third time, and remains prepared', () => {
  expect(send(createPreparationPolicy(), 'select 1', 5)).toEqual([false, false, true, true, true])
})

test('statements that are sent once are never prepared, however many there are', () => {
  const isPrepared = createPreparationPolicy()
  for (let n = 0; n < 10_000; n += 1) expect(isPrepared(`select ${n}`)).toBe(false)
  expect(send(isPrepared, 'select a', 3)).toEqual([false, false, true])
})

test('a pool prepares at most 200 statements, and goes on to use them', () => {
  const isPrepared = createPreparationPolicy()
  for (let n = 0; n < 200; n += 1) expect(send(isPrepared, `select ${n}`, 3).at(-1)).toBe(true)
  expect(send(isPrepared, 'select a', 10)).not.toContain(true)
  expect(isPrepared('select 0')).toBe(true)
})

test('a very long statement is not prepared', () => {
  expect(send(createPreparationPolicy(), `select '${'a'.repeat(10_000)}'`, 5)).not.toContain(true)
})
