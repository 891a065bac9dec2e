import { expect, test } from 'vitest'
import { createRestartPolicy } from './restart-policy.ts'

const long = 60_000
const short = 50

test('a process that ran for a while is replaced at once, however often that happens', () => {
  const judge = createRestartPolicy()
  for (let time = 0; time < 100; time += 1) expect(judge(long)).toEqual({ restartInMs: 0 })
})

test('one that ends at once is replaced with longer and longer pauses, and at last no more', () => {
  const judge = createRestartPolicy()
  const pauses = [0, 100, 200, 400, 800].map((restartInMs) => ({ restartInMs }))
  expect(Array.from({ length: 6 }, () => judge(short))).toEqual([...pauses, 'give-up'])
})

test('one that ran for a while in between is forgiven', () => {
  const judge = createRestartPolicy()
  for (let time = 0; time < 5; time += 1) judge(short)
  expect(judge(long)).toEqual({ restartInMs: 0 })
  expect(judge(short)).toEqual({ restartInMs: 0 })
})
