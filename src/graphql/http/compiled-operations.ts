import {
  getOperationAST,
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import type { CompiledQuery } from 'graphql-jit'
import { LRUCache } from 'lru-cache'

export type CompiledOperation = {
  readonly query: CompiledQuery['query']
  /** Variables without which the compiled operation would behave differently from the interpreter. */
  readonly requiredVariables: readonly string[]
}

/** An operation of a document, and its compiled form. */
export type FoundOperation = {
  readonly document: DocumentNode
  readonly operation: OperationDefinitionNode
  readonly compiled: CompiledOperation
}

export type CompiledOperations = {
  /** Counts an execution, and returns the compiled operation; null if the interpreter is to execute it. */
  readonly get: (document: DocumentNode, operation: OperationDefinitionNode) => CompiledOperation | null
  /** The compiled operation that a request names by the text of its document; null if there is none. */
  readonly find: (text: string, operationName: string | null) => FoundOperation | null
  /** The estimated size of all compiled operations. */
  readonly bytes: () => number
}

type Options = {
  /** Returns null if the operation cannot be compiled. */
  readonly compile: (document: DocumentNode, operation: OperationDefinitionNode) => CompiledOperation | null
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number
}

/** Compiling takes about as long as the interpreter needs for ten more executions than the compiled operation. */
export const executionsBeforeCompiling = 10

const maxBytes = 32 * 1024 * 1024
/** A larger operation is always interpreted. */
const maxOperationBytes = 4 * 1024 * 1024
/** Measured with Node 24 and graphql-jit 0.8.9: 4 to 10 KB for a field, half of it since the first execution. */
const bytesPerField = 10 * 1024
const bytesPerCharacter = 2
/**
 * How many bytes may be compiled at once, and how many more in a second. Compiled code that is dropped again stays in V8's old
 * generation until it is collected as a whole, so the bound of the cache alone does not bound the memory of the process.
 */
const budgetBytes = 32 * 1024 * 1024
const budgetBytesPerSecond = 512 * 1024

/**
 * Compiles the operations that are executed often, as far as the budget allows, and drops the least recently used ones. Callers whose
 * own operations are all different are served by the interpreter, and cost no memory.
 */
export function createCompiledOperations({
  compile,
  now = () => performance.now(),
}: Options): CompiledOperations {
  const executionCounts = new WeakMap<OperationDefinitionNode, number>()
  // Has only documents with operations in the cache below, which bounds its size.
  const documents = new Map<string, DocumentNode>()
  const compiled = new LRUCache<OperationDefinitionNode, CacheEntry>({
    maxSize: maxBytes,
    dispose: ({ text }) => documents.delete(text),
  })
  const budget = createBudget(now)
  return {
    get: (document, operation) => {
      const known = compiled.get(operation)
      if (known !== undefined) {
        documents.set(known.text, document)
        return known.operation
      }
      // A document that is not in the cache of documents is parsed for each execution, so its count stays at one.
      const executionCount = (executionCounts.get(operation) ?? 0) + 1
      executionCounts.set(operation, executionCount)
      if (executionCount <= executionsBeforeCompiling) return null
      const size = estimateBytes(document, operation)
      if (size > maxOperationBytes || !budget.spend(size)) return null
      const result = compile(document, operation)
      const text = document.loc?.source.body ?? ''
      compiled.set(operation, { operation: result, text }, { size })
      documents.set(text, document)
      return result
    },
    find: (text, operationName) => {
      const document = documents.get(text)
      const operation = document === undefined ? null : getOperationAST(document, operationName)
      if (document === undefined || operation == null) return null
      const known = compiled.get(operation)?.operation ?? null
      return known === null ? null : { document, operation, compiled: known }
    },
    bytes: () => compiled.calculatedSize,
  }
}

type CacheEntry = { readonly operation: CompiledOperation | null; readonly text: string }

/** A token bucket. */
function createBudget(now: () => number): { readonly spend: (bytes: number) => boolean } {
  let available = budgetBytes
  let countedAt = now()
  return {
    spend: (bytes) => {
      const time = now()
      available = Math.min(budgetBytes, available + ((time - countedAt) / 1_000) * budgetBytesPerSecond)
      countedAt = time
      if (bytes > available) return false
      available -= bytes
      return true
    },
  }
}

/** The size of an operation's compiled code with its text. The fields of a fragment are compiled again wherever it is spread. */
function estimateBytes({ definitions, loc }: DocumentNode, operation: OperationDefinitionNode): number {
  const fragments = new Map<string, FragmentDefinitionNode>(
    definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
  )
  const counted = new Map<string, number>()
  const countFragment = (name: string): number => {
    const known = counted.get(name)
    if (known !== undefined) return known
    counted.set(name, 0)
    const fragment = fragments.get(name)
    const count = fragment === undefined ? 0 : countFields(fragment.selectionSet)
    counted.set(name, count)
    return count
  }
  const countFields = ({ selections }: SelectionSetNode): number =>
    selections.reduce((sum, selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return sum + countFragment(selection.name.value)
      const own = selection.kind === Kind.FIELD ? 1 : 0
      return sum + own + (selection.selectionSet === undefined ? 0 : countFields(selection.selectionSet))
    }, 0)
  const characters = loc?.source.body.length ?? 0
  return (1 + countFields(operation.selectionSet)) * bytesPerField + characters * bytesPerCharacter
}
