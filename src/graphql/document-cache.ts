import { createHash } from 'node:crypto'
import {
  Kind,
  Token,
  TokenKind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { LRUCache } from 'lru-cache'

/** Parsed and valid documents, by a key that stands for their text. */
export type DocumentCache = {
  readonly get: (key: string) => DocumentNode | undefined
  /** Stores a document that is added for the second time; the first time only its key is remembered. */
  readonly add: (key: string, document: DocumentNode) => void
  /** Whether the document is or was stored, so that it is worth to compile its operations. */
  readonly isStored: (document: DocumentNode) => boolean
  /** The estimated size of all stored documents with their compiled operations. */
  readonly bytes: () => number
}

const maxBytes = 16 * 1024 * 1024
/** A larger document is parsed and interpreted on every call. */
const maxDocumentBytes = 512 * 1024
/** Keys of documents that were seen once. A key is a short hash. */
const maxRememberedKeys = 20_000

/** Measured with Node 24: a node of the syntax tree without its tokens, and the compiled code of a field. */
const bytesPerNode = 240
const bytesPerCompiledField = 2_048
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
  const storedDocuments = new WeakSet<DocumentNode>()
  return {
    get: (key) => stored.get(toShortKey(key)),
    add: (key, document) => {
      const shortKey = toShortKey(key)
      if (seenKeys.get(shortKey) === undefined) {
        seenKeys.set(shortKey, true)
        return
      }
      stored.set(shortKey, document)
      if (!stored.has(shortKey)) return
      removeTokens(document)
      storedDocuments.add(document)
    },
    isStored: (document) => storedDocuments.has(document),
    bytes: () => stored.calculatedSize,
  }
}

function toShortKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}

/** The size of a document with its text, and with the code of its operations once they are compiled. */
function estimateBytes(document: DocumentNode): number {
  let nodes = 0
  visit(document, { enter: () => void (nodes += 1) })
  const characters = document.loc?.source.body.length ?? 0
  return characters * bytesPerCharacter + nodes * bytesPerNode + countFields(document) * bytesPerCompiledField
}

/** The number of fields of all operations. The fields of a fragment are compiled again wherever it is spread. */
function countFields({ definitions }: DocumentNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  )
  const counted = new Map<string, number>()
  const countFragment = (name: string): number => {
    const known = counted.get(name)
    if (known !== undefined) return known
    counted.set(name, 0)
    const fragment = fragments.get(name)
    const count = fragment === undefined ? 0 : countSelections(fragment.selectionSet)
    counted.set(name, count)
    return count
  }
  const countSelections = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + countFragment(selection.name.value)
      const own = selection.kind === Kind.FIELD ? 1 : 0
      return sum + own + (selection.selectionSet === undefined ? 0 : countSelections(selection.selectionSet))
    }, 0)
  return definitions.reduce(
    (sum, each) => sum + (each.kind === Kind.OPERATION_DEFINITION ? countSelections(each.selectionSet) : 0),
    0,
  )
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
