import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'
import { repositoryRoot } from '../support/server-process.ts'

/** A code block of a document, as printed. */
export type Snippet = { readonly name: string; readonly code: string }

/** Documents whose TypeScript is compiled; that of clients and game servers is also run. */
const pages = ['README.md', 'docs/sdk.md', 'packages/sdk/README.md']

const readBlocks = (text: string) =>
  [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code)

export const listSnippets = (): readonly Snippet[] =>
  pages.flatMap((page) =>
    readBlocks(readFileSync(join(repositoryRoot, page), 'utf8')).map((code, index) => ({
      name: `${page} number ${index + 1}`,
      code,
    })),
  )

/** The examples in the docstrings of the SDK. */
export const listExamples = (): readonly Snippet[] =>
  globSync('packages/sdk/src/**/*.{ts,tsx}', { cwd: repositoryRoot }).flatMap((file) => {
    const text = readFileSync(join(repositoryRoot, file), 'utf8')
    return [...text.matchAll(/^ *\/\*\*[\s\S]*?\*\//gm)].flatMap(([comment]) =>
      readBlocks(comment.replaceAll(/^ *\*(?: |$)/gm, '')).map((code, index) => ({
        name: `${file} example ${index + 1}`,
        code,
      })),
    )
  })

/** The snippets with a text, which must be there. */
export function findSnippets(text: string): readonly Snippet[] {
  const found = listSnippets().filter(({ code }) => code.includes(text))
  if (found.length === 0) throw new Error(`No document has ${text}`)
  return found
}

/** The number of calls that a program makes, without those of its callbacks. */
export function countCalls(code: string): number {
  let count = 0
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) count += 1
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.Latest))
  return count
}

/** Lines of code, without empty ones and comments. */
export const countLines = (code: string): number =>
  code.split('\n').filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length
