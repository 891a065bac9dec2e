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
import { measureLoad } from './harness/measure-load.ts'
import { measureRounds, type Candidate, type MeasuredRow, type MeasuredTable } from './harness/rounds.ts'
import { generateLoad, type LoadOptions } from './http-load.ts'
import type { BenchProject } from './bench-project.ts'

const stores = [
  ['GOOGLE_PLAY', 'google-play'],
  ['APP_STORE', 'app-store'],
  ['ONE_STORE', 'one-store'],
] as const
type NotifyingStore = (typeof stores)[number][0]

const runMs = 1_500
const warmUpCount = 300
const maxCaptureMs = 60_000
const scales = {
  short: { clientCounts: [32], perRun: 300, rounds: 3 },
  full: { clientCounts: [8, 32], perRun: 600, rounds: 5 },
} as const
/** Without jobs, as a process would be deployed under such a load, and with the default of jobs. */
const jobCounts = [0, 4]

type CapturedNotification = { readonly body: string; readonly headers: Readonly<Record<string, string>> }

type Stock = ReadonlyMap<NotifyingStore, CapturedNotification[]>

/** New notifications checked and stored per second by one API process, compared with health checks of the same process. */
export async function benchNotifications(
  environment: BenchEnvironment,
  project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const emulation = await startEmulatorProcess()
  try {
    const emulator = await connectToEmulator(emulation.url)
    const stock = new Map<NotifyingStore, CapturedNotification[]>()
    for (const [store] of stores)
      stock.set(store, await captureNotifications(emulator, store, countNotifications(scaleName)))
    const rows: MeasuredRow[] = []
    for (const jobs of jobCounts)
      rows.push(...(await measureInbox(environment, project, { emulator, stock, jobs, scaleName })))
    return {
      id: 'notifications',
      title: 'How fast are store notifications checked and stored?',
      note: 'One API process, fsync on. Limit: health checks of the same process. Jobs read the sales at the store meanwhile, also those of the notifications that were stored without jobs.',
      rows,
    }
  } finally {
    await emulation.stop()
  }
}

type InboxOptions = {
  readonly emulator: EmulatorProcess
  readonly stock: Stock
  readonly jobs: number
  readonly scaleName: BenchScale
}

async function measureInbox(
  environment: BenchEnvironment,
  project: BenchProject,
  { emulator, stock, jobs, scaleName }: InboxOptions,
): Promise<MeasuredRow[]> {
  const { clientCounts, rounds, perRun } = scales[scaleName]
  const api = await startApi({
    DATABASE_URL: environment.databaseUrl,
    REDIS_URL: environment.redisUrl,
    COINSLOT_SECRET: benchSecret,
    JOB_CONCURRENCY: String(jobs),
  })
  try {
    await connectStores(emulator, api.url, project.serverHeaders)
    const processes = { api: api.pid, postgres: environment.postgresPid }
    const candidates: Candidate[] = []
    for (const [store, path] of stores) {
      const url = new URL(`/notifications/${path}/${encodeId('ak', project.appId)}`, api.url).href
      const unsent = stock.get(store) ?? []
      await generateLoad(pushLoad(url, unsent.splice(0, warmUpCount), 8))
      for (const clients of clientCounts) {
        candidates.push({
          name: `${store}, ${clients} clients, ${jobs === 0 ? 'without jobs' : 'with jobs'}`,
          measure: () => measureLoad(pushLoad(url, unsent.splice(0, perRun), clients), processes),
          measureLimit: () => checkHealth(new URL('/healthz', api.url).href, clients),
        })
      }
    }
    return await measureRounds(candidates, rounds)
  } finally {
    await api.stop()
  }
}

function pushLoad(url: string, notifications: readonly CapturedNotification[], clients: number): LoadOptions {
  const bodies = notifications.map(({ body }) => body)
  const headers = notifications[0]?.headers ?? {}
  return {
    url,
    clients,
    durationMs: runMs,
    headers,
    expected: '',
    expectedStatus: /^HTTP\/1\.1 20[04] /,
    nextBody: () => bodies.pop() ?? null,
  }
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

function countNotifications(scaleName: BenchScale): number {
  const { clientCounts, rounds, perRun } = scales[scaleName]
  return jobCounts.length * (warmUpCount + rounds * clientCounts.length * perRun)
}

/** Makes purchases and returns the notifications that the emulator pushed for them. */
async function captureNotifications(
  emulator: EmulatorProcess,
  store: NotifyingStore,
  count: number,
): Promise<CapturedNotification[]> {
  const receiver = await startFakeStoreServer()
  receiver.handle(() => ({ status: 200 }))
  const path = '/control/notifications'
  await control(emulator, 'PUT', path, { store, url: receiver.url, audience: 'coinslot' })
  await buyReceipts(emulator, store, { count, forMs: maxCaptureMs })
  await control(emulator, 'POST', '/control/clock', { advanceMs: 0 })
  await control(emulator, 'PUT', path, { store, url: null })
  await receiver.close()
  if (receiver.requests.length < count)
    throw new Error(`${store} sent ${receiver.requests.length} of ${count} notifications`)
  const captured = receiver.requests.map(({ body, headers: { authorization } }) => ({
    body,
    headers: authorization === undefined ? {} : { authorization },
  }))
  const [first] = captured
  if (store !== 'GOOGLE_PLAY' || first === undefined) return captured
  // All pushes carry the same identity token, as Google's do for an hour.
  return captured.map(({ body }) => ({ body, headers: first.headers }))
}
