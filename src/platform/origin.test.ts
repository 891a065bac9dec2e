import { expect, test } from 'vitest'
import { normalizeOrigin } from './origin.ts'

test.each([
  ['https://game.example.com', 'https://game.example.com'],
  ['HTTPS://Game.Example.COM:443/', 'https://game.example.com'],
  ['https://game.example.com:8443', 'https://game.example.com:8443'],
  ['https://münchen.example', 'https://xn--mnchen-3ya.example'],
  ['http://localhost:5173', 'http://localhost:5173'],
  ['http://127.0.0.1:80/', 'http://127.0.0.1'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['capacitor://localhost', 'capacitor://localhost'],
  ['ionic://LOCALHOST', 'ionic://localhost'],
])('the origin %s is stored as a browser sends it', (text, origin) => {
  expect(normalizeOrigin(text)).toBe(origin)
})

test.each([
  '*',
  'https://*',
  'https://*.example.com',
  'null',
  '',
  'game.example.com',
  '//game.example.com',
  'http://game.example.com',
  'https://game.example.com/play',
  'https://game.example.com/?a',
  'https://game.example.com?',
  'https://game.example.com/#a',
  'https://user@game.example.com',
  'https://',
  'file:///index.html',
  'file://host',
  'data://text',
  'javascript://localhost',
  'wss://game.example.com',
  'capacitor://localhost/path',
  'capacitor://local host',
  `https://${'a'.repeat(300)}.example`,
])('%s is not an origin that an AppKey can allow', (text) => {
  expect(normalizeOrigin(text)).toBeNull()
})
