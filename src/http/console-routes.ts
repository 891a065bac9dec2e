import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What `npm run build --workspace packages/console` writes. */
export const builtConsole = fileURLToPath(new URL('../../packages/console/dist/', import.meta.url))

const consolePath = '/console'

export type ConsoleOptions = {
  /** The folder of the built files. */
  readonly folder: string
  readonly secureCookies: boolean
}

/**
 * Nothing may be loaded from elsewhere, and nothing inline is executed, so a text that gets into a page as HTML cannot act. `'self'`
 * includes WebSockets of the same host.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
].join('; ')

const headers = {
  'content-security-policy': contentSecurityPolicy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
}
const strictTransport = 'max-age=31536000'

const isBuilt = (folder: string) => existsSync(join(folder, 'index.html'))

/** Serves the pages of the console and their files below `/console`. Each page is the same document, whose script shows it. */
export function addConsoleRoutes(app: FastifyInstance, { folder, secureCookies }: ConsoleOptions): void {
  void app.register(async (scope) => {
    scope.addHook('onRequest', async (_request, reply) => {
      reply.headers(headers)
      if (secureCookies) reply.header('strict-transport-security', strictTransport)
    })
    if (isBuilt(folder)) await addBuiltFiles(scope, folder)
    else addNotice(scope)
  })
}

async function addBuiltFiles(scope: FastifyInstance, folder: string): Promise<void> {
  await scope.register(fastifyStatic, {
    root: folder,
    serve: false,
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => setCaching(reply, path, folder),
  })
  scope.get(`${consolePath}/assets/:file`, (request, reply) => {
    const { file } = request.params as { readonly file: string }
    return reply.sendFile(join('assets', basename(file)))
  })
  const sendPage = (_request: unknown, reply: FastifyReply) => reply.sendFile('index.html')
  scope.get(consolePath, sendPage)
  scope.get(`${consolePath}/*`, sendPage)
}

/** The name of an asset has the hash of its content; the page that names the assets has to be read again. */
function setCaching(reply: FastifyReply, path: string, folder: string): void {
  const isAsset = dirname(path) === join(folder, 'assets')
  reply.header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
}

function addNotice(scope: FastifyInstance): void {
  const error = 'The console is not built: run npm run build --workspace packages/console.'
  const sendNotice = async (_request: unknown, reply: FastifyReply) => reply.code(404).send({ error })
  scope.get(consolePath, sendNotice)
  scope.get(`${consolePath}/*`, sendNotice)
}
