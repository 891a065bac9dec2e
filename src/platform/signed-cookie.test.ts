import { expect, test } from 'vitest'
import { parseCookies, readSignedCookie, signCookieValue } from './signed-cookie.ts'

test('a signed value is read with the secret that signed it, also when that is not the first one', () => {
  const cookie = signCookieValue('token', 'old secret')
  expect(readSignedCookie(cookie, ['new secret', 'old secret'])).toEqual({ value: 'token', secretIndex: 1 })
})

test.each(['', '.', 'token', 'token.', '%E0%A4%A', signCookieValue('token', 'other')])(
  'the cookie %j is not signed by one of the secrets',
  (cookie) => {
    expect(readSignedCookie(cookie, ['secret'])).toBeNull()
  },
)

test('of two cookies with one name the first counts, and a cookie without a name is ignored', () => {
  expect([...parseCookies('a=1; a=2;b=3=4; =5; c')]).toEqual([
    ['a', '1'],
    ['b', '3=4'],
  ])
})
