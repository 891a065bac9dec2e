import { Kind, parse } from 'graphql'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { problemCodes } from '../../src/domain/problem.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')

const pages = ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md', { cwd: root })]

/** Error codes of a whole request; the problem codes of mutations are in the schema. */
const requestErrorCodes = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'BAD_USER_INPUT',
  'PERSISTED_OPERATION_NOT_FOUND',
  'RATE_LIMITED',
  'TOO_EXPENSIVE',
  'UNAVAILABLE',
  'INTERNAL',
]

describe.each(pages)('%s', (page) => {
  test('the page cites only paths that exist', () => {
    expect(findCitedPaths(read(page)).filter((path) => !isThere(path))).toEqual([])
  })

  test('the page links only to files that exist', () => {
    const missing = findLinkedFiles(read(page)).filter(
      (file) => !existsSync(join(root, dirname(page), decodeURI(file))),
    )
    expect(missing).toEqual([])
  })
})

describe('docs/errors.md', () => {
  test('the page has one section for each problem and each request error, and no other', () => {
    const sections = findAll(read('docs/errors.md'), /^## +`?([A-Z][A-Z_]*)`?\s*$/gm)
    expect(sections.toSorted()).toEqual([...listSchemaProblems(), ...requestErrorCodes].toSorted())
  })
})

test('the domain knows the same problems as the schema', () => {
  expect([...problemCodes].toSorted()).toEqual(listSchemaProblems().toSorted())
})

/** Words in backticks that begin with a folder of this repository: `src/main.ts`, `docs/decisions/*.md`, `node bench/main.ts`. */
function findCitedPaths(markdown: string): string[] {
  return findAll(withoutCodeBlocks(markdown), /`([^`\n]+)`/g)
    .flatMap((code) => code.split(/\s+/))
    .map((word) => word.replace(/^\.\/(?=\w)/, '').replace(/(?::\d+(?:-\d+)?)?[.,;:]?$/, ''))
    .filter((word) => /^(?:\.ci|schema|src|drizzle|test|packages|examples|docs|bench)\/./.test(word))
}

/** A path may hold a placeholder or a pattern: `src/stores/<name>/mapper.ts`, `src/{http,jobs}/`. */
function isThere(path: string): boolean {
  if (existsSync(join(root, path))) return true
  const pattern = path.replaceAll(/<[^>]+>|…/g, '*')
  return /[*{]/.test(pattern) && globSync(pattern, { cwd: root }).length > 0
}

function findLinkedFiles(markdown: string): string[] {
  return findAll(withoutCodeBlocks(markdown), /\]\(([^)\s#]+)[^)]*\)/g).filter(
    (target) => !/^[a-z][a-z+.-]*:/i.test(target),
  )
}

function withoutCodeBlocks(markdown: string): string {
  return markdown.replaceAll(/^ *(`{3,}|~{3,})[\s\S]*?^ *\1/gm, '')
}

function listSchemaProblems(): string[] {
  const { definitions } = parse(read('schema/problem.graphql'))
  return definitions.flatMap((definition) =>
    definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'ProblemCode'
      ? (definition.values ?? []).map(({ name }) => name.value)
      : [],
  )
}

function findAll(text: string, pattern: RegExp): string[] {
  return Array.from(text.matchAll(pattern), ([, found = '']) => found)
}
