import { expect, test } from 'vitest'
import { checkName } from './input.ts'

test.each(['ci', 'Kim’s key', '한글 이름', 'a'.repeat(100), '<b>', 'שרת'])('%j is a name', (name) => {
  expect(checkName(name, ['name'])).toBeNull()
})

test.each([
  '',
  ' ',
  'a'.repeat(101),
  ' ci',
  'ci\n',
  'a\nb',
  'a\tb',
  'a\u2028b',
  'a\u202eb',
  'a\u2066b',
  '\u0000',
  '\ud800',
])('a name that misleads the reader of a list is refused: %j', (name) => {
  expect(checkName(name, ['name'])).toMatchObject({ code: 'INVALID_INPUT', field: ['name'] })
})
