import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isIdentifierText } from './text.ts'

const oddities = [
  '\0',
  '\u0001',
  '\t',
  '\n',
  '\r',
  '\u007f',
  '\u0085',
  '\u2028',
  '\u2029',
  '\ud800',
  '\udfff',
]

test('an identifier is any text without control characters, line separators, lone surrogates and outer white space', () => {
  for (const text of ['player-1', 'Ünïcode 이름', '💰', 'a b', '"; drop table users --']) {
    expect(isIdentifierText(text), text).toBe(true)
  }
  for (const text of [' a', 'a ', '\u00a0a', 'a\u3000', '\ufeffa', ''])
    expect(isIdentifierText(text)).toBe(false)
})

test('an odd character makes a text no identifier, wherever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom(...oddities), fc.string(), (before, odd, after) => {
      expect(isIdentifierText(`a${before}${odd}${after}a`)).toBe(false)
    }),
  )
})

test('an identifier is stored and compared unchanged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      if (!isIdentifierText(text)) return
      expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text)
      expect(JSON.parse(JSON.stringify(text))).toBe(text.trim())
    }),
  )
})
