import { expect, test } from 'vitest'
import { toCountryCode } from './country-code.ts'

test.each([
  ['KOR', 'KR'],
  ['USA', 'US'],
  ['GBR', 'GB'],
  ['XXX', null],
  ['kor', null],
  ['', null],
  [undefined, null],
])('the country code of the storefront %s is %s', (storefront, countryCode) => {
  expect(toCountryCode(storefront)).toBe(countryCode)
})
