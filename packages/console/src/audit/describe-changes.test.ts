import { expect, test } from 'vitest'
import { describeChanges, isChanged, valueText } from './describe-changes.ts'

test('the fields of both sides are shown side by side, and those of one side alone', () => {
  const changes = {
    before: { status: 'PAID', user: 'a' },
    after: { status: 'CONSUMED', note: [1] },
    dryRun: true,
  }
  expect(describeChanges(changes)).toEqual([
    { name: 'status', before: 'PAID', after: 'CONSUMED' },
    { name: 'user', before: 'a', after: undefined },
    { name: 'note', before: undefined, after: [1] },
    { name: 'dryRun', before: undefined, after: true },
  ])
})

test.each([[null], ['text'], [[1]], [{}], [{ before: null }]])('%j has no changed field', (changes) => {
  expect(describeChanges(changes)).toEqual([])
})

test('a field is changed if its values differ in any depth', () => {
  const field = (before: unknown, after: unknown) => isChanged({ name: 'x', before, after })
  expect([field({ a: [1] }, { a: [1] }), field({ a: [1] }, { a: [2] }), field(undefined, null)]).toEqual([
    false,
    true,
    true,
  ])
})

test('texts are shown as they are, and other values as JSON', () => {
  expect([valueText('<b>'), valueText(null), valueText({ a: 1 })]).toEqual(['<b>', 'null', '{"a":1}'])
})
