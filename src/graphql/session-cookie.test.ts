import { expect, test } from 'vitest'
import { readSessionCookie } from './session-cookie.ts'

const cookie = 'theme=dark; coinslot.session_token=abc.def'
const host = 'pay.example.com'

test.each([
  ['the same origin', { origin: 'https://pay.example.com' }, null, true],
  [
    'the same origin with its port',
    { origin: 'http://pay.example.com:4000', host: `${host}:4000` },
    null,
    true,
  ],
  ['another port', { origin: 'https://pay.example.com:8443' }, null, false],
  ['another site', { origin: 'https://evil.example' }, null, false],
  ['another subdomain', { origin: 'https://game.example.com' }, null, false],
  ['a site whose name begins with the host', { origin: 'https://pay.example.com.evil.example' }, null, false],
  ['a page without an origin', { origin: 'null' }, null, false],
  ['nowhere', {}, null, false],
  ['a GET of the same origin', { 'sec-fetch-site': 'same-origin' }, null, true],
  ['a GET of another site', { 'sec-fetch-site': 'cross-site' }, null, false],
  ['the console', { origin: 'https://console.example.com' }, 'https://console.example.com', true],
  [
    'the console without encryption',
    { origin: 'http://console.example.com' },
    'https://console.example.com',
    false,
  ],
  ['the API beside a console', { origin: 'https://pay.example.com' }, 'https://console.example.com', false],
])('whether cookies are read of a request from %s', (_, headers, consoleUrl, isRead) => {
  expect(readSessionCookie({ cookie, host, ...headers }, consoleUrl)).toBe(isRead ? cookie : null)
})

test('a request without a cookie of the console has none, whatever else the site stores', () => {
  const origin = 'https://pay.example.com'
  expect(readSessionCookie({ host, origin }, null)).toBeNull()
  expect(readSessionCookie({ host, origin, cookie: 'session=1; xcoinslot.session_token=2' }, null)).toBeNull()
  const secure = '__Host-coinslot.session_token=abc'
  expect(readSessionCookie({ host, origin, cookie: secure }, null)).toBe(secure)
})
