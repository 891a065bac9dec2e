import { expect, test } from 'vitest'
import { parseRedisUrl } from '../../src/coordination/redis-url.ts'

test.each([
  ['redis://localhost', { kind: 'redis', options: { host: 'localhost', port: 6379, db: 0 } }],
  [
    'rediss://app:p%40ss@[::1]:7000/2',
    {
      kind: 'redis',
      options: { host: '::1', port: 7000, db: 2, username: 'app', password: 'p@ss', tls: {} },
    },
  ],
  ['redis://:secret@h', { kind: 'redis', options: { host: 'h', port: 6379, db: 0, password: 'secret' } }],
  [
    'redis-sentinel://a:1,b/main/3?sentinelPassword=x',
    {
      kind: 'redis',
      options: {
        sentinels: [
          { host: 'a', port: 1 },
          { host: 'b', port: 26379 },
        ],
        name: 'main',
        db: 3,
        sentinelPassword: 'x',
      },
    },
  ],
  [
    'redis-cluster://a:1,b:2',
    {
      kind: 'cluster',
      nodes: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2 },
      ],
      options: {},
    },
  ],
])('the URL %s is parsed', (url, target) => {
  expect(parseRedisUrl(url)).toEqual(target)
})

test.each([
  'http://secret@h',
  'redis://secret@a,b',
  'redis-sentinel://secret@a:1',
  'redis://secret@h/x',
  'secret',
])('the URL %s is rejected, and the message contains no secret', (url) => {
  expect(() => parseRedisUrl(url)).toThrow(/Redis URL|redis-sentinel|redis:\/\//)
  expect(() => parseRedisUrl(url)).not.toThrow(/secret/)
})
