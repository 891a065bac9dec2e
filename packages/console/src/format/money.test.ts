import { expect, test } from 'vitest'
import { formatMoney } from './money.ts'

test.each([
  ['5500', 'KRW', 'ko', '₩5,500'],
  ['4.99', 'USD', 'en', '$4.99'],
  ['4.9', 'USD', 'en', '$4.90'],
  ['0.123456', 'USD', 'en', '$0.123456'],
  ['9007199254740993.01', 'USD', 'en', '$9,007,199,254,740,993.01'],
  ['4.99', '??', 'en', '4.99 ??'],
  ['1e3', 'USD', 'en', '1e3 USD'],
])('the amount %s %s is shown in %s as %s', (amount, currencyCode, language, text) => {
  expect(formatMoney({ amount, currencyCode }, language)).toBe(text)
})
