import { expect, test } from 'vitest'
import { CoinslotError } from './coinslot-error.ts'
import { serverCodes } from './error-codes.ts'

test('every code has a text for players in English and Korean', () => {
  for (const code of [...serverCodes, 'UNKNOWN', 'RESULT_UNKNOWN', 'STORAGE_UNAVAILABLE'] as const) {
    const { en, ko } = new CoinslotError(code, 'For developers.').playerMessage
    expect(en).toMatch(/^[A-Z].+\.$/)
    expect(ko).toMatch(/[가-힣].+\.$/)
  }
})
