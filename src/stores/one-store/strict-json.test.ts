import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { parseStrictJsonObject } from './strict-json.ts'

/** Names as a store gives them: none that JavaScript would move. */
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

describe('an object that reads in one way only', () => {
  it('is compact again when it is written, however it was laid out and escaped', () => {
    fc.assert(
      fc.property(object, fc.nat({ max: 4 }), fc.boolean(), (value, indent, escaped) => {
        const compact = JSON.stringify(value)
        const laidOut = JSON.stringify(value, null, indent)
        const sent = escaped ? escape(laidOut) : laidOut
        expect(JSON.stringify(parseStrictJsonObject(sent))).toBe(compact)
      }),
    )
  })

  it('may have a member of any name', () => {
    const text = '{"__proto__":{"a":1},"constructor":"","":[]}'
    expect(JSON.stringify(parseStrictJsonObject(text))).toBe(text)
    const { constructor, ...rest } = parseStrictJsonObject(text) ?? {}
    expect(constructor).toBe('')
    expect(JSON.stringify(rest)).toBe('{"__proto__":{"a":1},"":[]}')
  })
})

/** Slashes, and all that is not ASCII, as `\/` and `\uXXXX`. */
function escape(text: string): string {
  return text
    .replaceAll('/', '\\/')
    .replaceAll(/[^\n -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

describe('nothing is read from', () => {
  it.each([
    ['a name that comes twice', '{"a":1,"a":1}'],
    ['a name that comes twice, once escaped', String.raw`{"a":1,"\u0061":1}`],
    ['a name that comes twice further in', '{"a":[{"b":1,"b":2}]}'],
    ['a name that looks like a number', '{"a":1,"7":1}'],
    ['a name that looks like a number and comes first', '{"0":1,"a":1}'],
    ['a name that looks like a number, escaped and further in', String.raw`{"a":{"\u0037" :1}}`],
    ['a number with an empty fraction', '{"a":1.0}'],
    ['a number with an exponent', '{"a":1e3}'],
    ['a negative zero', '{"a":-0}'],
    ['a number that is too long', '{"a":12345678901234567890}'],
    ['a number that is rounded', '{"a":9007199254740993}'],
    ['half a character', String.raw`{"a":"\ud800"}`],
    ['half a character in a name', String.raw`{"\udc00":1}`],
    ['a list', '[]'],
    ['a text', '"a"'],
    ['null', 'null'],
    ['an empty text', ''],
    ['two objects', '{}{}'],
    ['a comma too many', '{"a":1,}'],
    ['a byte order mark', '\ufeff{}'],
    ['what is nested without end', `{"a":${'['.repeat(60_000)}${']'.repeat(60_000)}}`],
  ])('%s', (_title, text) => {
    expect(parseStrictJsonObject(text)).toBeNull()
  })
})

it('texts that only look like trouble are plain', () => {
  const text = JSON.stringify({ a: '1.0 , {"7":1}', b: ['7', '\\ud800', 1.5, -1], '07': 'x', '-1': '' })
  expect(JSON.stringify(parseStrictJsonObject(text))).toBe(text)
})
