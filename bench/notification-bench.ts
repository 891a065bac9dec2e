import { encodeId } from '../src/platform/ids.ts'
import { control } from '../test/support/emulator-control.ts'
import { startFakeStoreServer } from '../test/support/fake-store-server.ts'
import {
  benchSecret,
  startApi,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchScale,
} from './bench-environment.ts'
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

const runMs = 1_500
const warmUpCount = 300
const scales = {
  short: { clientCounts: [32], collectMs: 3_000 },
  full: { clientCounts: [8, 32], collectMs: 6_000 },
} as const

type CapturedNotification = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

/**
 * New notifications stored per second by one API process, compared with health checks of the same process. First without jobs in
 * the process, as it would be deployed under such a load, then with them.
 */
export async function benchNotifications(
  environment: BenchEnvironment,
  project: BenchProject,
  scale: BenchScale,
): Promise<string> {
  const { clientCounts, collectMs } = scales[scale]
  const emulation = await startEmulatorProcess()
  try {
    const emulator = await connectToEmulator(emulation.url)
    const captured = new Map<NotifyingStore, CapturedNotification[]>()
    for (const [store] of stores) captured.set(store, await captureNotifications(emulator, store, collectMs))
    const rows: Row[] = []
    for (const jobs of [0, 4])
      rows.push(...(await benchProcess(environment, project, { emulator, captured, clientCounts, jobs })))
    const head = [
      'store',
      'clients',
      'job concurrency',
      'stored/s',
      'p50 ms',
      'p99 ms',
      'health checks/s',
      'ratio',
      'unexpected',
    ]
    return `### Notifications checked and stored (one API process, fsync on)\n\n${formatTable(head, rows)}`
  } finally {
    await emulation.stop()
  }
}

type NotificationBench = {
  readonly emulator: EmulatorProcess
  readonly captured: ReadonlyMap<NotifyingStore, CapturedNotification[]>
  readonly clientCounts: readonly number[]
  readonly jobs: number
}

async function benchProcess(
  environment: BenchEnvironment,
  project: BenchProject,
  { emulator, captured, clientCounts, jobs }: NotificationBench,
): Promise<Row[]> {
  const { databaseUrl, redisUrl } = environment
  const api = await startApi({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINSLOT_SECRET: benchSecret,
    JOB_CONCURRENCY: String(jobs),
  })
  try {
    await connectStores(emulator, api.url, project.serverHeaders)
    const origin = new URL(api.url).origin
    const rows: Row[] = []
    for (const [store, path] of stores) {
      const url = `${origin}/notifications/${path}/${encodeId('ak', project.appId)}`
      const unsent = captured.get(store) ?? []
      await push(url, unsent.splice(0, warmUpCount), 8)
      const perRun = Math.floor(unsent.length / (clientCounts.length * (jobs === 0 ? 2 : 1)))
      for (const clients of clientCounts) {
        const result = await push(url, unsent.splice(0, perRun), clients)
        const limit = await checkHealth(`${origin}/healthz`, clients)
        rows.push([
          store,
          String(clients),
          String(jobs),
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

function push(url: string, notifications: readonly CapturedNotification[], clients: number) {
  const bodies = notifications.map(({ body }) => body)
  const headers = notifications[0]?.headers ?? {}
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

/** Makes purchases for some time and returns the notifications that the emulator pushed for them. */
async function captureNotifications(
  emulator: EmulatorProcess,
  store: NotifyingStore,
  collectMs: number,
): Promise<CapturedNotification[]> {
  const receiver = await startFakeStoreServer()
  receiver.handle(() => ({ status: 200 }))
  const path = '/control/notifications'
  await control(emulator, 'PUT', path, { store, url: receiver.url, audience: 'coinslot' })
  await buyReceipts(emulator, store, { count: 6_000, forMs: collectMs })
  await control(emulator, 'POST', '/control/clock', { advanceMs: 0 })
  await control(emulator, 'PUT', path, { store, url: null })
  await receiver.close()
  const captured = receiver.requests.map(({ body, headers: { authorization } }) => ({
    body,
    headers: authorization === undefined ? {} : { authorization },
  }))
  const [first] = captured
  if (store !== 'GOOGLE_PLAY' || first === undefined) return captured
  // All pushes carry the same identity token, as Google's do for an hour.
  return captured.map(({ body }) => ({ body, headers: first.headers }))
}
