import { expect, test } from 'vitest'
import { retryOnConflict } from './retry-on-conflict.ts'

function createAttempt(results: readonly (string | null)[]) {
  const remaining = [...results]
  return () => Promise.resolve(remaining.shift() ?? null)
}

test('the first result that is not null is returned', async () => {
  expect(await retryOnConflict(4, createAttempt([null, null, 'changed', 'later']))).toBe('changed')
})

test('null is returned after the last attempt', async () => {
  expect(await retryOnConflict(2, createAttempt([null, null, 'too late']))).toBeNull()
})

test('an error ends the attempts', async () => {
  const attempt = () => Promise.reject(new Error('the database is unavailable'))
  await expect(retryOnConflict(2, attempt)).rejects.toThrow('the database is unavailable')
})
