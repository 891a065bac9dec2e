import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryRoot, spawnProgram } from '../support/server-process.ts'
import { expect, serverTest as test } from '../support/test.ts'

/** Makes this Node report an older version before it loads the script; an older Node cannot read TypeScript either. */
const pretendOldNode = [
  'data:text/javascript,',
  "Object.defineProperty(process, 'version', { value: 'v20.19.0' });",
  "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.19.0' } });",
].join('')

const { scripts } = JSON.parse(readFileSync(join(repositoryRoot, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>
}

test.each(['start', 'demo', 'bench', 'soak', 'soak:feed'])(
  'the script %s says in one sentence that it requires a newer Node',
  async (name) => {
    const [program, ...args] = (scripts[name] ?? '').split(' ')
    expect(program).toBe('node')
    const child = spawnProgram(
      process.execPath,
      ['--no-strip-types', '--import', pretendOldNode, ...args],
      {},
    )
    expect(await child.exited).toEqual({ code: 1, signal: null })
    expect(child.output()).toMatch(/^Coinslot requires Node 24 or newer, and this is v20\.19\.0\. .+\n$/)
  },
)
