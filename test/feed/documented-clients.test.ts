import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { eventually } from '../support/eventually.ts'
import { writeEvent } from '../support/feed-writer.ts'
import { spawnScript, type ChildHandle } from '../support/server-process.ts'
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts'
import { expect, feedTest, vi, type FeedFixtures } from './feed-fixture.ts'

/** The consumers in the documentation, each in its own process. */
vi.setConfig({ testTimeout: 60_000 })

const page = readFileSync(new URL('../../docs/events.md', import.meta.url), 'utf8')

/** The code block under a heading of docs/events.md. */
function readSnippet(heading: string): string {
  const [, section = ''] = page.split(`\n### ${heading}\n`)
  const [, code] = /^```\w+\n([\s\S]*?)^```/m.exec(section) ?? []
  if (code === undefined) throw new Error(`docs/events.md shows no code for ${heading}`)
  return code
}

const test = feedTest
  .extend('startProxy', ({ server }, { onCleanup }) => {
    const proxies: TcpProxy[] = []
    onCleanup(async () => {
      for (const proxy of proxies) await proxy.close()
    })
    return async (decide: Parameters<typeof startTcpProxy>[1]) => {
      const proxy = await startTcpProxy(Number(new URL(server.graphqlUrl).port), decide)
      proxies.push(proxy)
      return proxy
    }
  })
  .extend('spawnClient', ({ task: _ }, { onCleanup }) => {
    const children: ChildHandle[] = []
    onCleanup(async () => {
      for (const child of children) await child.kill()
    })
    return (code: string, environment: Readonly<Record<string, string>>) => {
      const child = spawnScript('--input-type=module', ['-e', code], environment)
      children.push(child)
      return child
    }
  })

const isInstalled = (program: string) => {
  try {
    execFileSync('which', [program])
    return true
  } catch {
    return false
  }
}

/** Replaces the process by the shell. */
const runInShell = (code: string) =>
  `process.execve('/bin/sh', ['sh', '-c', ${JSON.stringify(code)}], process.env)`

test.skipIf(!isInstalled('curl') || !isInstalled('jq'))(
  'the consumer for curl prints every event once and in order, although connections are cut',
  ({ server, sql, feed, startProxy, spawnClient }) =>
    expectResumeAfterCuts({ server, sql, feed, startProxy, spawnClient }, runInShell(readSnippet('curl'))),
)

test.for(['graphql-ws', 'Apollo Client', 'urql'])(
  'the consumer for %s prints every event once and in order, although connections are cut',
  (heading, { server, sql, feed, startProxy, spawnClient }) =>
    expectResumeAfterCuts({ server, sql, feed, startProxy, spawnClient }, readSnippet(heading)),
)

/**
 * A replacement for websocat where it is not installed: each line of the input is sent as a message, each message is printed as a
 * line. With `--no-close` the connection stays open at the end of the input.
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
  'the consumer for websocat prints every event after its cursor, then live ones, and exits with its connection',
  async ({ feed, startProxy, spawnClient }) => {
    const initialCursors = await feed.appendEvents(3)
    const proxy = await startProxy(() => 'pass')
    const websocatFunction = `websocat() { node --input-type=module -e "$WEBSOCAT" -- "$@"; }\n`
    const code = `${isInstalled('websocat') ? '' : websocatFunction}${readSnippet('websocat')}`
    const running = spawnClient(runInShell(code), {
      WEBSOCKET_URL: `ws://127.0.0.1:${proxy.port}/graphql`,
      SERVER_KEY: feed.project.serverKey,
      CURSOR: initialCursors[0] ?? '',
      WEBSOCAT: websocat,
    })
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
    await eventually(() => expect(seen()).toEqual(initialCursors.slice(1)), { timeoutMs: 15_000 })
    const all = await feed.appendEvents(2)
    await eventually(() => expect(seen()).toEqual(all.slice(1)), { timeoutMs: 15_000 })
    expect(messages()[0]?.type).toBe('connection_ack')
    await proxy.close()
    expect((await running.exited).code).toBe(0)
  },
)

type ClientFixtures = Pick<FeedFixtures, 'server' | 'sql' | 'feed'> & {
  readonly startProxy: (decide: Parameters<typeof startTcpProxy>[1]) => Promise<TcpProxy>
  readonly spawnClient: (code: string, environment: Readonly<Record<string, string>>) => ChildHandle
}

async function expectResumeAfterCuts(
  { server, sql, feed, startProxy, spawnClient }: ClientFixtures,
  code: string,
): Promise<void> {
  let cuts = 0
  let isCutDue = false
  const proxy = await startProxy(() => {
    if (!isCutDue) return 'pass'
    isCutDue = false
    cuts += 1
    return 'cut'
  })
  const initialCursors = await feed.appendEvents(10)
  const running = spawnClient(code, {
    GRAPHQL_URL: `http://127.0.0.1:${proxy.port}/graphql`,
    WEBSOCKET_URL: `ws://127.0.0.1:${proxy.port}/graphql`,
    SERVER_KEY: feed.project.serverKey,
    CURSOR: initialCursors[2] ?? '',
  })
  const seen = () =>
    running
      .output()
      .split('\n')
      .filter((line) => line.startsWith('{"id"'))
      .map((line) => (JSON.parse(line) as { cursor: string }).cursor)
  for (const run of [1, 2, 3]) {
    await eventually(() => expect(seen().length).toBe(10 * run - 3), { timeoutMs: 15_000 })
    // The next response is lost with its connection, while more events are appended.
    isCutDue = true
    for (let count = 0; count < 5; count += 1) await writeEvent(sql, feed.appId)
    server.instance.services.events.notifyCommitted(feed.appId)
    await eventually(() => expect(cuts).toBe(run), { timeoutMs: 15_000 })
    await feed.appendEvents(5)
  }
  const all = await feed.appendEvents(1)
  await eventually(() => expect(seen().length).toBeGreaterThanOrEqual(all.length - 3), { timeoutMs: 15_000 })
  expect(seen()).toEqual(all.slice(3))
}
