import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { encodeId } from '../src/platform/ids.ts'
import { benchSecret, startApi, startEmulatorProcess, type BenchEnvironment } from './bench-environment.ts'
import { buyReceipts, connectStores, connectToEmulator, type EmulatorProcess } from './emulator-client.ts'
import { generateLoad } from './http-load.ts'
import type { BenchProject } from './bench-project.ts'
import { formatTable, ms, perSecond, ratio, type Row } from './table.ts'

const stores = [
  ['GOOGLE_PLAY', 'google-play'],
  ['APP_STORE', 'app-store'],
  ['ONE_STORE', 'one-store'],
] as const
type NotifyingStore = (typeof stores)[number][0]

const clientCounts = [8, 32] as const
const runMs = 1_500
const collectMs = 6_000
const warmUpCount = 300

type CapturedNotification = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

/**
 * Notifications kept per second, each a new one, by one API process; beside it the same process answering a health check. First with
 * the jobs in another process, as one would run it under such a load, then with everything in one.
 */
export async function benchNotifications(machine: BenchEnvironment, project: BenchProject): Promise<string> {
  const emulation = await startEmulatorProcess()
  try {
    const emulator = await connectToEmulator(emulation.url)
    const messages = new Map<NotifyingStore, CapturedNotification[]>()
    for (const [store] of stores) messages.set(store, await captureNotifications(emulator, store))
    const rows: Row[] = []
    for (const jobs of [0, 4])
      rows.push(...(await benchProcess(machine, project, { emulator, messages, jobs })))
    const head = [
      'store',
      'clients',
      'jobs here',
      'kept/s',
      'p50 ms',
      'p99 ms',
      'health checks/s',
      'ratio',
      'unexpected',
    ]
    return `### Inbox: notifications checked and kept (one API process, fsync on)\n\n${formatTable(head, rows)}`
  } finally {
    await emulation.stop()
  }
}

type NotificationBench = {
  readonly emulator: EmulatorProcess
  readonly messages: ReadonlyMap<NotifyingStore, CapturedNotification[]>
  readonly jobs: number
}

async function benchProcess(
  machine: BenchEnvironment,
  project: BenchProject,
  inbox: NotificationBench,
): Promise<Row[]> {
  const { databaseUrl, redisUrl } = machine
  const api = await startApi({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINSLOT_SECRET: benchSecret,
    JOB_CONCURRENCY: String(inbox.jobs),
  })
  try {
    await connectStores(inbox.emulator, api.url, project.serverHeaders)
    const origin = new URL(api.url).origin
    const rows: Row[] = []
    for (const [store, path] of stores) {
      const url = `${origin}/notifications/${path}/${encodeId('ak', project.appId)}`
      const waiting = inbox.messages.get(store) ?? []
      await push(url, waiting.splice(0, warmUpCount), 8)
      const perRun = Math.floor(waiting.length / (clientCounts.length * (inbox.jobs === 0 ? 2 : 1)))
      for (const clients of clientCounts) {
        const result = await push(url, waiting.splice(0, perRun), clients)
        const limit = await checkHealth(`${origin}/healthz`, clients)
        rows.push([
          store,
          String(clients),
          String(inbox.jobs),
          perSecond(result.perSecond),
          ms(result.p50Ms),
          ms(result.p99Ms),
          perSecond(limit),
          ratio(result.perSecond / limit),
          String(result.unexpected),
        ])
      }
    }
    return rows
  } finally {
    await api.stop()
  }
}

function push(url: string, messages: readonly CapturedNotification[], clients: number) {
  const bodies = messages.map(({ body }) => body)
  const headers = messages[0]?.headers ?? {}
  return generateLoad({
    url,
    clients,
    durationMs: runMs,
    headers,
    expected: '',
    expectedStatus: /^HTTP\/1\.1 20[04] /,
    nextBody: () => bodies.pop() ?? null,
  })
}

async function checkHealth(url: string, clients: number): Promise<number> {
  const load = {
    url,
    method: 'GET',
    clients,
    durationMs: 500,
    headers: {},
    expected: 'alive',
    nextBody: () => '',
  } as const
  return (await generateLoad(load)).perSecond
}

/** What the emulator pushes for purchases made now; Google's pushes share a token, so more are made of the first. */
async function captureNotifications(
  emulator: EmulatorProcess,
  store: NotifyingStore,
): Promise<CapturedNotification[]> {
  const messages: CapturedNotification[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const { authorization } = request.headers
      messages.push({
        body: Buffer.concat(chunks).toString(),
        headers: authorization === undefined ? {} : { authorization },
      })
      response.end()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await setNotificationTarget(emulator, { store, url: `http://127.0.0.1:${port}`, audience: 'coinslot' })
  await buyReceipts(emulator, store, { count: 6_000, forMs: collectMs })
  await fetch(`${emulator.url}/control/clock`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"advanceMs":0}',
  })
  await setNotificationTarget(emulator, { store, url: null })
  server.close()
  const [first] = messages
  if (store !== 'GOOGLE_PLAY' || first === undefined) return messages
  // One identity token serves all of them, as Google's does for an hour.
  return messages.map(({ body }) => ({ body, headers: first.headers }))
}

async function setNotificationTarget(
  { url }: EmulatorProcess,
  target: Readonly<Record<string, string | null>>,
): Promise<void> {
  const response = await fetch(`${url}/control/notifications`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(target),
  })
  if (!response.ok) throw new Error(await response.text())
}
