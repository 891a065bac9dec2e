import fastify from 'fastify'
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { expect, test as baseTest } from 'vitest'
import { addConsoleRoutes } from './console-routes.ts'

const page = '<!doctype html><script type="module" src="/console/assets/index-abc.js"></script>'
const script = 'console.log("a script that is long enough to be compressed")'

const test = baseTest
  .extend('folder', async ({ task: _ }, { onCleanup }) => {
    const folder = mkdtempSync(join(tmpdir(), 'coinslot-console-'))
    onCleanup(() => rmSync(folder, { recursive: true }))
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), page)
    writeFileSync(join(folder, 'assets', 'index-abc.js'), script)
    writeFileSync(join(folder, 'assets', 'index-abc.js.gz'), gzipSync(script))
    writeFileSync(join(folder, 'secret.txt'), 'not for the public')
    return folder
  })
  .extend('app', async ({ folder }, { onCleanup }) => {
    const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
    addConsoleRoutes(app, { folder, secureCookies: true })
    onCleanup(() => app.close())
    return app
  })

test.for(['/console', '/console/', '/console/payments', '/console/payments/pay_1?app=ak_1', '/console/link'])(
  'the address %s is answered with the page, which is not cached',
  async (url, { app }) => {
    const { statusCode, headers, body } = await app.inject(url)
    expect(statusCode).toBe(200)
    expect(body).toBe(page)
    expect(headers['content-type']).toContain('text/html')
    expect(headers['cache-control']).toBe('no-cache')
  },
)

test('a page may execute only files of the server, and no inline content', async ({ app }) => {
  const { headers } = await app.inject('/console/payments')
  const policy = String(headers['content-security-policy'])
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).not.toMatch(/unsafe|nonce|\*/)
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
  })
})

test('a file with a hash in its name is cached for a year, and sent compressed', async ({ app }) => {
  const url = '/console/assets/index-abc.js'
  const plain = await app.inject(url)
  expect(plain.body).toBe(script)
  expect(plain.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  const compressed = await app.inject({ url, headers: { 'accept-encoding': 'gzip' } })
  expect(compressed.headers).toMatchObject({
    'content-encoding': 'gzip',
    'cache-control': 'public, max-age=31536000, immutable',
  })
  expect(compressed.headers['content-type']).toContain('javascript')
  expect(gunzipSync(compressed.rawPayload).toString()).toBe(script)
})

test('a file that has not changed is not sent again, and HEAD sends no body', async ({ app }) => {
  const { headers } = await app.inject('/console')
  const again = await app.inject({ url: '/console', headers: { 'if-none-match': String(headers['etag']) } })
  expect(again.statusCode).toBe(304)
  const head = await app.inject({ method: 'HEAD', url: '/console' })
  expect([head.statusCode, head.body]).toEqual([200, ''])
})

test.for([
  '/console/assets/other.js',
  '/console/assets/..%2fsecret.txt',
  '/console/assets/%2e%2e/secret.txt',
])('the address %s gives no file', async (url, { app }) => {
  const { body } = await app.inject(url)
  expect(body).not.toContain('not for the public')
})

test('an asset that does not exist is not found', async ({ app }) => {
  expect((await app.inject('/console/assets/other.js')).statusCode).toBe(404)
})

test('a server without built files says what is missing', async () => {
  const app = fastify()
  addConsoleRoutes(app, { folder: join(tmpdir(), 'coinslot-console-missing'), secureCookies: false })
  const { statusCode, body, headers } = await app.inject('/console/payments')
  expect(statusCode).toBe(404)
  expect(body).toContain('npm run build --workspace packages/console')
  expect(headers['strict-transport-security']).toBeUndefined()
  await app.close()
})
