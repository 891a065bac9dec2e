import { createHash } from 'node:crypto'
import { Token, TokenKind, visit, type DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Parsed and valid documents, by a key that stands for their text. */
export type DocumentCache = {
  readonly get: (key: string) => DocumentNode | undefined
  /** Stores a document that is added for the second time; the first time only its key is remembered. */
  readonly add: (key: string, document: DocumentNode) => void
  /** The estimated size of all stored documents. */
  readonly bytes: () => number
}

const maxBytes = 16 * 1024 * 1024
/** A larger document is parsed and interpreted on every call. */
const maxDocumentBytes = 512 * 1024
/** Keys of documents that were seen once. A key is a short hash. */
const maxRememberedKeys = 20_000

/** Measured with Node 24: a node of the syntax tree without its tokens. */
const bytesPerNode = 240
const bytesPerCharacter = 2

/**
 * Caches documents by their size in bytes. A document is stored when it comes a second time, so that documents which are sent only
 * once neither use memory nor evict those of other callers.
 */
export function createDocumentCache(): DocumentCache {
  const stored = new LRUCache<string, DocumentNode>({
    maxSize: maxBytes,
    maxEntrySize: maxDocumentBytes,
    sizeCalculation: estimateBytes,
  })
  const seenKeys = new LRUCache<string, true>({ max: maxRememberedKeys })
  return {
    get: (key) => stored.get(toShortKey(key)),
    add: (key, document) => {
      const shortKey = toShortKey(key)
      if (seenKeys.get(shortKey) === undefined) {
        seenKeys.set(shortKey, true)
        return
      }
      stored.set(shortKey, document)
      if (stored.has(shortKey)) removeTokens(document)
    },
    bytes: () => stored.calculatedSize,
  }
}

function toShortKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

/** The size of a document with its text. */
function estimateBytes(document: DocumentNode): number {
  let nodes = 0
  visit(document, { enter: () => void (nodes += 1) })
  const characters = document.loc?.source.body.length ?? 0
  return characters * bytesPerCharacter + nodes * bytesPerNode
}

const noToken = new Token(TokenKind.SOF, 0, 0, 0, 0)

/** The tokens of a document use a quarter of its memory, and only printing it would need them. */
function removeTokens(document: DocumentNode): void {
  visit(document, {
    enter: ({ loc }) => {
      if (loc !== undefined) Object.assign(loc, { startToken: noToken, endToken: noToken })
    },
  })
}
