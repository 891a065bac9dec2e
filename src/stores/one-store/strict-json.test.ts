import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { parseStrictJsonObject } from './strict-json.ts'

/** Member names that do not look like array indexes. */
const name = fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => `n${text}`)
const { object } = fc.letrec<{ object: Record<string, unknown>; value: unknown }>((tie) => ({
  object: fc.dictionary(name, tie('value'), { maxKeys: 6 }),
  value: fc.oneof(
    { maxDepth: 3 },
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed()),
    fc.maxSafeInteger(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
}))

describe('an unambiguous object', () => {
  test('an object is serialized to its compact text, whatever its formatting and escaping', () => {
    fc.assert(
      fc.property(object, fc.nat({ max: 4 }), fc.boolean(), (value, indent, escaped) => {
        const compact = JSON.stringify(value)
        const formatted = JSON.stringify(value, null, indent)
        const text = escaped ? escape(formatted) : formatted
        expect(JSON.stringify(parseStrictJsonObject(text))).toBe(compact)
      }),
    )
  })

  test('an object can have members with special names', () => {
    const text = '{"__proto__":{"a":1},"constructor":"","":[]}'
    expect(JSON.stringify(parseStrictJsonObject(text))).toBe(text)
    const { constructor, ...rest } = parseStrictJsonObject(text) ?? {}
    expect(constructor).toBe('')
    expect(JSON.stringify(rest)).toBe('{"__proto__":{"a":1},"":[]}')
  })
})

/** Escapes slashes and all characters that are not ASCII. */
function escape(text: string): string {
  return text
    .replaceAll('/', '\\/')
    .replaceAll(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

describe('an ambiguous text', () => {
  test.each([
    ['a duplicate name', '{"a":1,"a":1}'],
    ['a duplicate name, once escaped', String.raw`{"a":1,"\u0061":1}`],
    ['a nested duplicate name', '{"a":[{"b":1,"b":2}]}'],
    ['a name that looks like an array index', '{"a":1,"7":1}'],
    ['a first name that looks like an array index', '{"0":1,"a":1}'],
    ['a nested, escaped name that looks like an array index', String.raw`{"a":{"\u0037" :1}}`],
    ['a number with an empty fraction', '{"a":1.0}'],
    ['a number with an exponent', '{"a":1e3}'],
    ['a negative zero', '{"a":-0}'],
    ['a number that is too long', '{"a":12345678901234567890}'],
    ['a number that is rounded', '{"a":9007199254740993}'],
    ['a lone surrogate', String.raw`{"a":"\ud800"}`],
    ['a lone surrogate in a name', String.raw`{"\udc00":1}`],
    ['an array', '[]'],
    ['a string', '"a"'],
    ['null', 'null'],
    ['an empty text', ''],
    ['two objects', '{}{}'],
    ['a trailing comma', '{"a":1,}'],
    ['a byte order mark', '\ufeff{}'],
    ['a text that is nested too deeply', `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
  ])('the result is null for %s', (_title, text) => {
    expect(parseStrictJsonObject(text)).toBeNull()
  })
})

test('strings that contain ambiguous JSON are accepted', () => {
  const text = JSON.stringify({ a: '1.0 , {"7":1}', b: ['7', '\\ud800', 1.5, -1], '07': 'x', '-1': '' })
  expect(JSON.stringify(parseStrictJsonObject(text))).toBe(text)
})
