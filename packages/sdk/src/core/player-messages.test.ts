import { expect, expectTypeOf, test } from 'vitest'
import { CoinslotError } from './coinslot-error.ts'
import { serverCodes, toErrorCode, type CoinslotErrorCode } from './error-codes.ts'
import type { playerTexts } from './player-messages.ts'

type Words<Text extends string> = Text extends `${infer First} ${infer Rest}` ? First | Words<Rest> : Text

test('the table of texts has every code that the server sends or a player sees, and no other one', () => {
  expectTypeOf<Words<(typeof playerTexts)[number][2]>>().toEqualTypeOf<
    Exclude<CoinslotErrorCode, 'UNKNOWN' | 'INVALID_CONFIGURATION' | 'WEBHOOK_INVALID'>
  >()
  expect(serverCodes.filter((code) => toErrorCode(code) !== code)).toEqual([])
  expect(toErrorCode('TEAPOT')).toBe('UNKNOWN')
  expect(toErrorCode('')).toBe('UNKNOWN')
})

test('every code has a text for players in English and Korean', () => {
  for (const code of [...serverCodes, 'UNKNOWN', 'RESULT_UNKNOWN', 'STORAGE_UNAVAILABLE'] as const) {
    const { en, ko } = new CoinslotError(code, 'For developers.').playerMessage
    expect(en).toMatch(/^[A-Z].+\.$/)
    expect(ko).toMatch(/[가-힣].+\.$/)
  }
  const messages = new Set(serverCodes.map((code) => new CoinslotError(code, 'No.').playerMessage.en))
  expect(messages.size).toBeGreaterThan(9)
})
