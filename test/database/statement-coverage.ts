import { readdirSync, readFileSync } from 'node:fs'
import { Session, type Profiler } from 'node:inspector/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import ts from 'typescript'
import { repositoryRoot } from '../support/server-process.ts'

const session = new Session()
session.connect()
await session.post('Debugger.enable')
await session.post('Profiler.enable')
// V8 counts the blocks of those functions alone that it compiles later, so a test imports this module before those of the server.
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })

/** A piece of SQL in the source: a template, or the start of a call of the query builder. */
type StatementSource = FoundStatement & { readonly file: string; readonly isExecuted: boolean }

/** @property within name of the function that contains it; null for a constant */
type FoundStatement = { readonly within: string | null; readonly text: string; readonly offset: number }

/** The pieces of SQL in a folder of the repository, and whether this process has executed each of them. */
export async function readStatementSources(folder: string): Promise<StatementSource[]> {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const loaded = new Map(result.map((script) => [script.url, script]))
  const files = readdirSync(join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name))
  const sources: StatementSource[] = []
  for (const file of files.toSorted()) {
    const path = join(repositoryRoot, file)
    const script = loaded.get(pathToFileURL(path).href)
    const source = script === undefined ? readFileSync(path, 'utf8') : await readSource(script)
    for (const found of findStatements(source))
      sources.push({ ...found, file, isExecuted: script !== undefined && countAt(script, found.offset) > 0 })
  }
  return sources
}

/** What was compiled, to which the offsets of the coverage belong. */
async function readSource({ scriptId }: Profiler.ScriptCoverage): Promise<string> {
  return (await session.post('Debugger.getScriptSource', { scriptId })).scriptSource
}

/** How often the innermost block around this place was executed. */
function countAt({ functions }: Profiler.ScriptCoverage, offset: number): number {
  const ranges = functions.flatMap((each) => each.ranges)
  const around = ranges.filter(({ startOffset, endOffset }) => startOffset <= offset && offset < endOffset)
  const [innermost] = around.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))
  return innermost?.count ?? 0
}

const builderCalls = new Set(['select', 'selectDistinct', 'insert', 'update', 'delete', 'execute', 'unsafe'])

function findStatements(source: string): FoundStatement[] {
  const file = ts.createSourceFile('', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS)
  const found: FoundStatement[] = []
  const visit = (node: ts.Node, outer: string | null) => {
    const within = ts.isFunctionDeclaration(node) ? (node.name?.text ?? outer) : outer
    if (isSqlTemplate(node) || isBuilderCall(node))
      found.push({ within, text: node.getText().replaceAll(/\s+/g, ' '), offset: node.getStart() })
    ts.forEachChild(node, (child) => visit(child, within))
  }
  visit(file, null)
  return found
}

const isSqlTemplate = (node: ts.Node): node is ts.TaggedTemplateExpression =>
  ts.isTaggedTemplateExpression(node) &&
  /\bsql\)?$/.test(node.tag.getText()) &&
  // What a condition adds that adds nothing.
  node.template.getText() !== '``'

const isBuilderCall = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  ts.isPropertyAccessExpression(node.expression) &&
  builderCalls.has(node.expression.name.text) &&
  /\b(?:orm|sql)$/.test(node.expression.expression.getText())
