import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import { createSignedDataVerifier } from '../src/stores/app-store/signed-data.ts'
import { clearFaults, countStoreCalls } from '../test/support/emulator-control.ts'
import {
  benchSecret,
  startApi,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchScale,
} from './bench-environment.ts'
import {
  benchStores,
  benchUserId,
  buyReceipts,
  connectStores,
  connectToEmulator,
  buildStoreRequests,
  type BenchStore,
  type EmulatorProcess,
  type StoreRequest,
} from './emulator-client.ts'
import { generateLoad, type LoadResult } from './http-load.ts'
import type { BenchProject } from './bench-project.ts'
import { formatTable, ms, perSecond, type Row } from './table.ts'

const clientCounts = { short: [8], full: [1, 8, 32] } as const
const runMs = 1_000
const limitRunMs = 500
const warmUpCount = 20
/** More than one run consumes; fewer if the time limit for buying is reached first. */
const receiptsPerRun = 800
const buyingMs = 2_500

type VerifyBench = {
  readonly emulator: EmulatorProcess
  readonly graphqlUrl: string
  readonly headers: Readonly<Record<string, string>>
  readonly clientCounts: readonly number[]
}

/** Verifies new receipts through GraphQL with one API process, compared with the request rate of the emulator alone. */
export async function benchVerify(
  environment: BenchEnvironment,
  project: BenchProject,
  scale: BenchScale,
): Promise<string> {
  const { databaseUrl, redisUrl } = environment
  const emulation = await startEmulatorProcess()
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  try {
    const emulator = await connectToEmulator(emulation.url)
    await connectStores(emulator, api.url, project.serverHeaders)
    const bench = {
      emulator,
      graphqlUrl: api.url,
      headers: project.serverHeaders,
      clientCounts: clientCounts[scale],
    }
    // The first verifies of a process run unoptimized code: they warm it up and are not measured.
    const warmUpReceipts = await buyReceipts(emulator, 'TEST_STORE', { count: 1_500, forMs: buyingMs })
    await runVerifyLoad(bench, warmUpReceipts, 8, 4 * runMs)
    const rows: Row[] = []
    for (const store of benchStores) rows.push(...(await benchStore(bench, store)))
    const head = [
      'store',
      'clients',
      'verifies/s',
      'p50 ms',
      'p99 ms',
      'calls',
      'limit/s',
      'of it',
      'unexpected',
    ]
    const title = '### Verify through GraphQL, by store (one API process, Redis, fsync on)'
    const note =
      'Limit: the same requests to the otherwise idle emulator; for the App Store, which is not called, our signature check on one core.'
    return `${title}\n\n${note}\n\n${formatTable(head, rows)}`
  } finally {
    await api.stop()
    await emulation.stop()
  }
}

async function benchStore(bench: VerifyBench, store: BenchStore): Promise<Row[]> {
  const count = warmUpCount + 1 + receiptsPerRun * bench.clientCounts.length
  const receipts = await buyReceipts(bench.emulator, store, {
    count,
    forMs: buyingMs * bench.clientCounts.length,
  })
  const [sample] = receipts
  if (sample === undefined) throw new Error(`no receipt of ${store}`)
  await runVerifyLoad(bench, receipts.splice(0, 1), 1)
  const counter = await countStoreCalls(bench.emulator, { store, endpoint: '*' })
  await runVerifyLoad(bench, receipts.splice(0, warmUpCount), 1)
  const calls = await counter.count()
  await clearFaults(bench.emulator)
  const rawCalls = await buildStoreRequests(bench.emulator, sample)
  const ownLimit = store === 'APP_STORE' ? await measureSignatureLimit(bench.emulator, receipts) : null
  const perRun = Math.floor(receipts.length / bench.clientCounts.length)
  const rows: Row[] = []
  for (const clients of bench.clientCounts) {
    const result = await runVerifyLoad(bench, receipts.splice(0, perRun), clients)
    const limit = ownLimit ?? (await measureStoreLimit(rawCalls, clients))
    rows.push([
      store,
      String(clients),
      perSecond(result.perSecond),
      ms(result.p50Ms),
      ms(result.p99Ms),
      String(calls / warmUpCount),
      perSecond(limit),
      `${((100 * result.perSecond) / limit).toFixed(1)} %`,
      String(result.unexpected),
    ])
  }
  return rows
}

const text = `mutation ($input: VerifyPurchaseInput!) { verifyPurchase(input: $input) {
  payment { id status purchaseToken } replayed problem { code } } }`

function runVerifyLoad(
  bench: VerifyBench,
  receipts: readonly ReceiptInput[],
  clients: number,
  durationMs = runMs,
): Promise<LoadResult> {
  const bodies = receipts.map((receipt) =>
    JSON.stringify({ query: text, variables: { input: { userId: benchUserId, receipt } } }),
  )
  return generateLoad({
    url: bench.graphqlUrl,
    clients,
    durationMs,
    headers: bench.headers,
    expected: '"replayed":false,"problem":null',
    nextBody: () => bodies.pop() ?? null,
  })
}

/** Verifies per second that the emulator allows: each verify makes all of the calls, one after the other. */
async function measureStoreLimit(calls: readonly StoreRequest[], clients: number): Promise<number> {
  let secondsPerVerify = 0
  for (const call of calls) {
    const load = {
      ...call,
      method: 'GET',
      clients,
      durationMs: limitRunMs,
      expected: '{',
      nextBody: () => '',
    } as const
    const { perSecond: rate, unexpected } = await generateLoad(load)
    if (unexpected > 0) throw new Error(`${call.url} returned an unexpected response`)
    secondsPerVerify += 1 / rate
  }
  return 1 / secondsPerVerify
}

async function measureSignatureLimit(
  { credentials }: EmulatorProcess,
  receipts: readonly ReceiptInput[],
): Promise<number> {
  const rootCertificates = credentials.appStore.rootCertificates.map((der) => Buffer.from(der, 'base64'))
  const verifier = createSignedDataVerifier({ rootCertificates, onlineChecks: false, timeoutMs: 5_000 })
  const started = performance.now()
  let done = 0
  while (performance.now() - started < limitRunMs) {
    const { appStore } = receipts[done % receipts.length] ?? {}
    const outcome = await verifier.verify(appStore?.signedTransaction ?? '')
    if (!outcome.ok) throw new Error(outcome.reason)
    done += 1
  }
  return (done * 1000) / (performance.now() - started)
}
