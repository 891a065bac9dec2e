import { expect, test } from 'vitest'
import { diffFields } from './diff-fields.ts'

test('equal fields have no difference, also when they are lists', () => {
  expect(diffFields({ name: 'a', users: ['x'] }, { name: 'a', users: ['x'] })).toBeNull()
})

test('a difference has only the fields that changed, and null for a field that was missing', () => {
  const after = { name: 'b', users: ['x'], policy: 'STRICT' }
  expect(diffFields({ name: 'a', users: ['x'] }, after)).toEqual({
    before: { name: 'a', policy: null },
    after: { name: 'b', policy: 'STRICT' },
  })
})
