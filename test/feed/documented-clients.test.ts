import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import postgres, { type Sql } from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { eventually } from '../support/eventually.ts'
import { writeEvent } from '../support/feed-writer.ts'
import { spawnScript, type ChildHandle } from '../support/server-process.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { openFeedFixture } from './feed-fixture.ts'

/** The documents' own consumers, as whole processes. */
vi.setConfig({ testTimeout: 60_000 })

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')

/** The piece of code under a heading of docs/events.md. */
function readSnippet(heading: string): string {
  const [, section = ''] = page.split(`\n### ${heading}\n`)
  const [, code] = /^```\w+\n([\s\S]*?)^```/m.exec(section) ?? []
  if (code === undefined) throw new Error(`docs/events.md shows no code for ${heading}`)
  return code
}

let server: TestServer
let sql: Sql
let child: ChildHandle | null = null
let proxy: TcpProxy | null = null
beforeAll(async () => {
  server = await startTestServer()
  sql = postgres(server.databaseUrl, { max: 2, onnotice: () => undefined })
})
afterEach(async () => {
  await proxy?.close()
  await child?.kill()
})
afterAll(async () => {
  await sql.end()
  await server.close()
})

const isInstalled = (program: string) => {
  try {
    execFileSync('which', [program])
    return true
  } catch {
    return false
  }
}

/** The process becomes the shell, and ends with it. */
const runInShell = (code: string) =>
  `process.execve('/bin/sh', ['sh', '-c', ${JSON.stringify(code)}], process.env)`

test.skipIf(!isInstalled('curl') || !isInstalled('jq'))(
  'the consumer for curl tells every event once and in order, over connections that are cut',
  () => expectResumeAfterCuts(runInShell(readSnippet('curl'))),
)

test.each(['graphql-ws', 'Apollo Client', 'urql'])(
  'the consumer for %s tells every event once and in order, over connections that are cut',
  (heading) => expectResumeAfterCuts(readSnippet(heading)),
)

/**
 * What websocat does with lines and messages, for machines that do not have it: each line that comes in is a message, each message
 * is a line that goes out. With `--no-close` the end of what comes in ends nothing.
 */
const websocat = `
import { createInterface } from 'node:readline'
const [noClose, option, protocol, url] = process.argv.slice(1)
if (noClose !== '--no-close' || option !== '--protocol') throw new Error('unknown options')
const socket = new WebSocket(url, protocol)
socket.onmessage = ({ data }) => console.log(data)
socket.onclose = () => process.exit()
socket.onopen = () => createInterface({ input: process.stdin }).on('line', (line) => socket.send(line))`

test.skipIf(!isInstalled('sh'))(
  'the consumer for websocat tells every event after its cursor, then live, and ends with its connection',
  async () => {
    const desk = await openFeedFixture(server, sql)
    const begun = await desk.appendEvents(3)
    const gate = await startTcpProxy(Number(new URL(server.graphqlUrl).port), () => 'pass')
    proxy = gate
    const standIn = `websocat() { node --input-type=module -e "$WEBSOCAT" -- "$@"; }\n`
    const code = `${isInstalled('websocat') ? '' : standIn}${readSnippet('websocat')}`
    const running = spawnScript('--input-type=module', ['-e', runInShell(code)], {
      WEBSOCKET_URL: `ws://127.0.0.1:${gate.port}/graphql`,
      SERVER_KEY: desk.project.serverKey,
      CURSOR: begun[0] ?? '',
      WEBSOCAT: websocat,
    })
    child = running
    type Message = {
      readonly type: string
      readonly payload?: { readonly data: { paymentEvents: { cursor: string } } }
    }
    const messages = () =>
      running
        .output()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Message)
    const seen = () => messages().flatMap(({ payload }) => payload?.data.paymentEvents.cursor ?? [])
    await eventually(() => expect(seen()).toEqual(begun.slice(1)), { timeoutMs: 15_000 })
    const all = await desk.appendEvents(2)
    await eventually(() => expect(seen()).toEqual(all.slice(1)), { timeoutMs: 15_000 })
    expect(messages()[0]?.type).toBe('connection_ack')
    await gate.close()
    proxy = null
    expect((await running.exited).code).toBe(0)
  },
)

async function expectResumeAfterCuts(code: string): Promise<void> {
  const desk = await openFeedFixture(server, sql)
  let cuts = 0
  let isCutDue = false
  const gate = await startTcpProxy(Number(new URL(server.graphqlUrl).port), () => {
    if (!isCutDue) return 'pass'
    isCutDue = false
    cuts += 1
    return 'cut'
  })
  proxy = gate
  const begun = await desk.appendEvents(10)
  const running = spawnScript('--input-type=module', ['-e', code], {
    GRAPHQL_URL: `http://127.0.0.1:${gate.port}/graphql`,
    WEBSOCKET_URL: `ws://127.0.0.1:${gate.port}/graphql`,
    SERVER_KEY: desk.project.serverKey,
    CURSOR: begun[2] ?? '',
  })
  child = running
  const seen = () =>
    running
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"id"'))
      .map((line) => (JSON.parse(line) as { cursor: string }).cursor)
  for (const round of [1, 2, 3]) {
    await eventually(() => expect(seen().length).toBe(10 * round - 3), { timeoutMs: 15_000 })
    // The first answer after this is lost with its connection, and what happens meanwhile is not told to anybody.
    isCutDue = true
    for (let count = 0; count < 5; count += 1) await writeEvent(sql, desk.appId)
    server.instance.services.events.notifyCommitted()
    await eventually(() => expect(cuts).toBe(round), { timeoutMs: 15_000 })
    await desk.appendEvents(5)
  }
  const all = await desk.appendEvents(1)
  await eventually(() => expect(seen().length).toBeGreaterThanOrEqual(all.length - 3), { timeoutMs: 15_000 })
  expect(seen()).toEqual(all.slice(3))
}
