import { build } from 'esbuild'
import { existsSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync } from 'node:zlib'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('.', import.meta.url))
const builtIns = new Set(builtinModules.flatMap((name) => [name, `node:${name}`]))

/** Bundles a program for a browser as apps do. */
async function bundle(program: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: folder, loader: 'ts' },
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    charset: 'utf8',
    external: ['react'],
  })
  return outputFiles[0]!.text
}

const entries = [
  ['index.ts', 8_000],
  ['server.ts', 10_000],
  ['bridges.ts', 4_000],
  // The client of the SDK is in it.
  ['bridge-tests.ts', 13_000],
  ['entitlements.ts', 1_500],
  ['react.ts', 1_000],
] as const

const bridges = ['emulatorCheckout', 'createFakeStore', 'openIap'] as const

test.for(entries)('the entry %s has less than %i bytes compressed', async ([entry, limit]) => {
  const code = await bundle(`export * from './${entry}'`)
  expect(brotliCompressSync(code).length).toBeLessThan(limit)
})

test.for(bridges)('the bridge %s has less than 2,000 bytes compressed', async (name) => {
  const code = await bundle(`export { ${name} } from './bridges.ts'`)
  expect(brotliCompressSync(code).length).toBeLessThan(2_000)
})

test.for(entries)('the entry %s needs nothing of Node, and no package but React', async ([entry]) => {
  // A bundle for browsers fails to build if an import cannot be resolved there.
  const code = await bundle(`export * from './${entry}'`)
  const imported = [...code.matchAll(/(?:from|import)\s*\(?["']([^"']+)["']/g)].map(([, name]) => name ?? '')
  expect(imported.filter((name) => builtIns.has(name))).toEqual([])
  expect([...new Set(imported)]).toEqual(entry === 'react.ts' ? ['react'] : [])
  expect(code).not.toMatch(/\b(?:process|Buffer)\.\w|\brequire\(|__dirname/)
})

test('a program that uses one function of the client gets no other one', async () => {
  const code = await bundle(`import { memoryStorage } from './index.ts'; console.log(memoryStorage())`)
  expect(code).not.toContain('fetch')
  expect(code.length).toBeLessThan(1_000)
})

test('each entry of the package is built from a source that is there, and there are no dependencies', () => {
  const manifest = JSON.parse(readFileSync(`${folder}/../package.json`, 'utf8')) as {
    readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
    readonly dependencies?: unknown
    readonly peerDependenciesMeta: unknown
  }
  const targets = Object.values(manifest.exports).filter((target) => typeof target === 'object')
  const sources = targets.map(({ types, default: code }) => {
    const source = code.replace('./dist/', '').replace(/\.js$/, '.ts')
    expect(types).toBe(code.replace(/\.js$/, '.d.ts'))
    return source
  })
  expect(sources.toSorted()).toEqual(entries.map(([entry]) => entry).toSorted())
  expect(sources.filter((source) => !existsSync(folder + source))).toEqual([])
  expect(manifest.dependencies).toBeUndefined()
  expect(manifest.peerDependenciesMeta).toEqual({ react: { optional: true } })
})
