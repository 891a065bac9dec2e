import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { createDocumentCache } from './document-cache.ts'

const maxBytes = 16 * 1024 * 1024

function addTwice(cache: ReturnType<typeof createDocumentCache>, text: string): void {
  for (let time = 0; time < 2; time += 1) cache.add(text, parse(text))
}

test('a document is stored when it is added for the second time', () => {
  const cache = createDocumentCache()
  const text = '{ appKey { id } }'
  const [first, second] = [parse(text), parse(text)]
  cache.add(text, first)
  expect(cache.get(text)).toBeUndefined()
  cache.add(text, second)
  expect(cache.get(text)).toBe(second)
})

test('100,000 documents that are sent once use no memory and evict nothing', () => {
  const cache = createDocumentCache()
  addTwice(cache, '{ appKey { id } }')
  const bytes = cache.bytes()
  const document = parse('{ appKey { key } }')
  for (let number = 0; number < 100_000; number += 1) cache.add(`document ${number}`, document)
  expect(cache.bytes()).toBe(bytes)
  expect(cache.get('{ appKey { id } }')).toBeDefined()
})

test('documents that are sent repeatedly use a bounded number of bytes', () => {
  const cache = createDocumentCache()
  for (let number = 0; number < 2_000; number += 1) {
    addTwice(
      cache,
      `{ ${Array.from({ length: 40 }, (_, index) => `a${number}_${index}: appKey { id }`).join(' ')} }`,
    )
    expect(cache.bytes()).toBeLessThanOrEqual(maxBytes)
  }
  expect(cache.bytes()).toBeGreaterThan(maxBytes / 2)
})

test('the text of a document counts with two bytes for each character', () => {
  const cache = createDocumentCache()
  addTwice(cache, `# 한${'x'.repeat(100_000)}\n{ appKey { id } }`)
  expect(cache.bytes()).toBeGreaterThan(200_000)
  addTwice(cache, `# 한${'x'.repeat(1_000_000)}\n{ appKey { id } }`)
  expect(cache.bytes()).toBeLessThan(300_000)
})

test('the tokens of a stored document are released, and its locations are kept', () => {
  const cache = createDocumentCache()
  const text = '{ appKey { id } }'
  addTwice(cache, text)
  const location = cache.get(text)?.definitions[0]?.loc
  expect(location).toMatchObject({ start: 0, end: text.length, source: { body: text } })
  expect(location?.startToken.next).toBeNull()
})
