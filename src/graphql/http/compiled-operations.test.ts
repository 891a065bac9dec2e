import {
  GraphQLList,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  Kind,
  parse,
  type DocumentNode,
  type OperationDefinitionNode,
} from 'graphql'
import { compileQuery, isCompiledQuery } from 'graphql-jit'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { createCompiledOperations, executionsBeforeCompiling } from './compiled-operations.ts'

const maxBytes = 32 * 1024 * 1024

type Options = Parameters<typeof createCompiledOperations>[0]

const compileNothing: Options['compile'] = () => ({ query: () => ({ data: {} }), requiredVariables: [] })

function operationOf({ definitions: [first] }: DocumentNode): OperationDefinitionNode {
  if (first?.kind !== Kind.OPERATION_DEFINITION) throw new Error('the document begins with no operation')
  return first
}

/** Executes an operation several times, and returns whether the last time was compiled. */
function execute(
  operations: ReturnType<typeof createCompiledOperations>,
  document: DocumentNode,
  times: number,
): boolean {
  let compiled = false
  for (let time = 0; time < times; time += 1) {
    compiled = operations.get(document, operationOf(document)) !== null
  }
  return compiled
}

test('an operation is compiled after ten executions, once', () => {
  let compilations = 0
  const compile: Options['compile'] = (...of) => {
    compilations += 1
    return compileNothing(...of)
  }
  const operations = createCompiledOperations({ compile })
  const document = parse('{ appKey { id } }')
  expect(execute(operations, document, executionsBeforeCompiling)).toBe(false)
  expect(compilations).toBe(0)
  expect(execute(operations, document, 1)).toBe(true)
  expect(execute(operations, document, 1_000)).toBe(true)
  expect(compilations).toBe(1)
})

test('an operation that cannot be compiled is tried once', () => {
  let attempts = 0
  const compile: Options['compile'] = () => {
    attempts += 1
    return null
  }
  const operations = createCompiledOperations({ compile })
  expect(execute(operations, parse('{ appKey { id } }'), 1_000)).toBe(false)
  expect(attempts).toBe(1)
})

test('100,000 different operations that are executed three times are never compiled', () => {
  const compile: Options['compile'] = () => {
    throw new Error('an operation was compiled')
  }
  const operations = createCompiledOperations({ compile })
  for (let index = 0; index < 100_000; index += 1) execute(operations, parse(`{ a${index}: appKey }`), 3)
  expect(operations.bytes()).toBe(0)
})

test('different operations that are executed often are compiled no faster than the budget allows', () => {
  let now = 0
  let compilations = 0
  const compile: Options['compile'] = (...of) => {
    compilations += 1
    return compileNothing(...of)
  }
  const operations = createCompiledOperations({ compile, now: () => now })
  const text = '{ appKey { id key } }'
  const executeDistinct = (count: number) => {
    for (let index = 0; index < count; index += 1) {
      execute(operations, parse(text), executionsBeforeCompiling + 1)
      expect(operations.bytes()).toBeLessThanOrEqual(maxBytes)
    }
  }
  // Three fields and the operation itself, with 10 KiB each, and the text.
  const bytes = 4 * 10 * 1024 + 2 * text.length
  const perBudget = Math.floor(maxBytes / bytes)
  executeDistinct(2_000)
  expect(compilations).toBe(perBudget)
  now = 10_000
  executeDistinct(2_000)
  expect(compilations - perBudget).toBe(Math.floor((10 * 512 * 1024 + (maxBytes % bytes)) / bytes))
})

test('an operation that is used remains compiled while others are compiled', () => {
  let now = 0
  const operations = createCompiledOperations({ compile: compileNothing, now: () => now })
  const used = parse('{ appKey { id } }')
  expect(execute(operations, used, executionsBeforeCompiling + 1)).toBe(true)
  for (let index = 0; index < 2_000; index += 1) {
    now += 1_000
    expect(execute(operations, parse('{ appKey { id key } }'), executionsBeforeCompiling + 1)).toBe(true)
    expect(execute(operations, used, 1)).toBe(true)
  }
})

test('an operation with a long comment counts its text', () => {
  const operations = createCompiledOperations({ compile: compileNothing })
  const text = `# ${'x'.repeat(99_000)}\n{ appKey { id } }`
  expect(execute(operations, parse(text), executionsBeforeCompiling + 1)).toBe(true)
  expect(operations.bytes()).toBeGreaterThan(2 * text.length)
})

describe('finding an operation by the text of its document', () => {
  const text = 'query First { appKey { id } } query Second { appKey { key } }'

  test('an operation is found by its name once it is compiled, and one without a name only where it is the only one', () => {
    const operations = createCompiledOperations({ compile: compileNothing })
    const document = parse(text)
    execute(operations, document, executionsBeforeCompiling)
    expect(operations.find(text, 'First')).toBeNull()
    execute(operations, document, 1)
    expect(operations.find(text, 'First')).toMatchObject({ document, operation: operationOf(document) })
    expect(operations.find(text, 'Second')).toBeNull()
    expect(operations.find(text, 'Third')).toBeNull()
    expect(operations.find(text, null)).toBeNull()
    expect(operations.find(`${text} `, 'First')).toBeNull()
    const single = parse('query Only { appKey { id } }')
    execute(operations, single, executionsBeforeCompiling + 1)
    expect(operations.find('query Only { appKey { id } }', null)).toMatchObject({ document: single })
  })

  test('an operation that is no longer cached is not found, and found again after it was compiled again', () => {
    let now = 0
    const operations = createCompiledOperations({ compile: compileNothing, now: () => now })
    const document = parse('{ appKey { id } }')
    execute(operations, document, executionsBeforeCompiling + 1)
    for (let index = 0; index < 1_000; index += 1) {
      now += 1_000
      execute(operations, parse(`{ a${index}: appKey { id key } }`), executionsBeforeCompiling + 1)
    }
    expect(operations.find('{ appKey { id } }', null)).toBeNull()
    execute(operations, document, 1)
    expect(operations.find('{ appKey { id } }', null)).toMatchObject({ document })
  })

  test('an operation that cannot be compiled is not found', () => {
    const operations = createCompiledOperations({ compile: () => null })
    execute(operations, parse('{ appKey { id } }'), executionsBeforeCompiling + 1)
    expect(operations.find('{ appKey { id } }', null)).toBeNull()
  })
})

test('an operation whose fragments expand to very many fields is never compiled', () => {
  const operations = createCompiledOperations({ compile: compileNothing })
  const levels = Array.from(
    { length: 30 },
    (_, level) => `fragment F${level} on AppKey { a: id ...F${level + 1} ...F${level + 1} }`,
  )
  const document = parse(`{ appKey { ...F0 } } ${levels.join(' ')} fragment F30 on AppKey { id }`)
  expect(execute(operations, document, 100)).toBe(false)
  expect(operations.bytes()).toBe(0)
})

test('compiled operations use no more memory than is estimated', async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const measureHeap = () => {
    collectGarbage()
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const schema = createSchemaOfLists()
  const compile: Options['compile'] = (document) => {
    const compiled = compileQuery(schema, document)
    return isCompiledQuery(compiled) ? { query: compiled.query, requiredVariables: [] } : null
  }
  const operations = createCompiledOperations({ compile })
  const documents = Array.from({ length: 150 }, (_, index) =>
    parse(`{ a${index}: list { list { name title } list2: list { name title } name title } name }`),
  )
  const before = measureHeap()
  for (const document of documents) {
    execute(operations, document, executionsBeforeCompiling)
    const compiled = operations.get(document, operationOf(document))
    // V8 compiles each part of the code when it first runs.
    expect(await compiled?.query({}, {}, {})).toMatchObject({ data: { name: 'x' } })
  }
  const growth = measureHeap() - before
  const characters = documents.reduce((sum, { loc }) => sum + (loc?.source.body.length ?? 0), 0)
  expect(operations.bytes()).toBe(documents.length * 11 * 10 * 1024 + 2 * characters)
  expect(growth).toBeGreaterThan(operations.bytes() / 5)
  expect(growth).toBeLessThan(operations.bytes())
})

/** A schema whose fields are all resolved asynchronously, as those of the server are. */
function createSchemaOfLists(): GraphQLSchema {
  const query: GraphQLObjectType = new GraphQLObjectType({
    name: 'Query',
    fields: () => ({
      list: { type: new GraphQLList(query), resolve: async () => [{}] },
      name: { type: GraphQLString, resolve: async () => 'x' },
      title: { type: GraphQLString, resolve: async () => 'x' },
    }),
  })
  return new GraphQLSchema({ query })
}
