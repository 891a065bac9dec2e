import { describe, expect, test } from 'vitest'
import { createClientVersions } from './client-version.ts'

function createCounted() {
  const counts = new Map<string, number>()
  const read = createClientVersions(
    {
      count: (_name, labels) => {
        const key = JSON.stringify(labels)
        counts.set(key, (counts.get(key) ?? 0) + 1)
      },
    },
    '1.4.2',
  )
  return { counts, read }
}

describe('the headers of a response', () => {
  test.each([
    ['sdk/0.1.0', null],
    ['sdk-server/7.0.0', null],
    ['sdk/0.0.9', 'sdk 0.0.9 is no longer supported. Use 0.1.0 or newer.'],
    ['other/0.0.1', null],
    ['sdk/0.0', null],
    ['sdk/0.0.9\nx', null],
    [undefined, null],
  ])('for the client %s have the minor version and the warning %s', (header, warning) => {
    const headers = createCounted().read(header)
    expect(headers.get('x-coinslot-version')).toBe('1.4')
    expect(headers.get('x-coinslot-warning') ?? null).toBe(warning)
  })
})

test('whatever versions callers send, the number of counted series is bounded', () => {
  const { counts, read } = createCounted()
  for (let minor = 0; minor < 1_000; minor += 1) read(`sdk/1.${minor}.0`)
  for (const header of ['nonsense', 'unity/1.2.3', '']) read(header)
  expect(counts.size).toBeLessThan(40)
  expect(counts.get('{"client":"sdk","version":"1.0"}')).toBe(1)
  expect(counts.get('{"client":"other","version":"other"}')).toBe(3)
})
