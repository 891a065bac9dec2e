import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import { createSignedDataVerifier } from '../src/stores/app-store/signed-data.ts'
import { benchSecret, startApi, startEmulatorProcess, type BenchMachine } from './bench-machine.ts'
import {
  benchedStores,
  benchUser,
  buyReceipts,
  connectStores,
  countCalls,
  findEmulator,
  findRawCalls,
  type BenchedStore,
  type EmulatorProcess,
  type RawCall,
} from './emulated-stores.ts'
import { generateLoad, type LoadResult } from './http-load.ts'
import type { BenchProject } from './project.ts'
import { formatTable, ms, perSecond, type Row } from './table.ts'

const clientCounts = [1, 8, 32] as const
const runMs = 1_000
const rawMs = 500
const warmUps = 20
/** More than one run can use up; fewer where the time for buying them runs out. */
const receiptsPerRun = 800
const buyingMs = 2_500

type Bench = {
  readonly emulator: EmulatorProcess
  readonly graphqlUrl: string
  readonly headers: Readonly<Record<string, string>>
}

/** Verify through GraphQL, each a fresh receipt, one API process, beside what the emulator alone can answer. */
export async function benchStoreVerify(machine: BenchMachine, project: BenchProject): Promise<string> {
  const { databaseUrl, redisUrl } = machine
  const emulation = await startEmulatorProcess()
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  try {
    const emulator = await findEmulator(emulation.url)
    await connectStores(emulator, api.url, project.serverHeaders)
    const bench = { emulator, graphqlUrl: api.url, headers: project.serverHeaders }
    // The first verifies of a process meet unoptimised code; they are no store's.
    const first = await buyReceipts(emulator, 'TEST_STORE', { count: 1_500, forMs: buyingMs })
    await runVerifies(bench, first, 8, 4 * runMs)
    const rows: Row[] = []
    for (const store of benchedStores) rows.push(...(await benchStore(bench, store)))
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
      'Limit: the same calls asked of the emulator by nobody else; for the App Store, which is not called, our check of the signature on one core.'
    return `${title}\n\n${note}\n\n${formatTable(head, rows)}`
  } finally {
    await api.stop()
    await emulation.stop()
  }
}

async function benchStore(bench: Bench, store: BenchedStore): Promise<Row[]> {
  const count = warmUps + 1 + receiptsPerRun * clientCounts.length
  const receipts = await buyReceipts(bench.emulator, store, { count, forMs: buyingMs * clientCounts.length })
  const [sample] = receipts
  if (sample === undefined) throw new Error(`no receipt of ${store}`)
  await runVerifies(bench, receipts.splice(0, 1), 1)
  const calls = await countCalls(bench.emulator, store, async () => {
    await runVerifies(bench, receipts.splice(0, warmUps), 1)
  })
  const rawCalls = await findRawCalls(bench.emulator, sample)
  const ownLimit = store === 'APP_STORE' ? await measureOwnCheck(bench.emulator, receipts) : null
  const perRun = Math.floor(receipts.length / clientCounts.length)
  const rows: Row[] = []
  for (const clients of clientCounts) {
    const result = await runVerifies(bench, receipts.splice(0, perRun), clients)
    const limit = ownLimit ?? (await measureRaw(rawCalls, clients))
    rows.push([
      store,
      String(clients),
      perSecond(result.perSecond),
      ms(result.p50Ms),
      ms(result.p99Ms),
      String(calls / warmUps),
      perSecond(limit),
      `${((100 * result.perSecond) / limit).toFixed(1)} %`,
      String(result.unexpected),
    ])
  }
  return rows
}

const text = `mutation ($input: VerifyPurchaseInput!) { verifyPurchase(input: $input) {
  payment { id status purchaseToken } replayed problem { code } } }`

function runVerifies(
  bench: Bench,
  receipts: readonly ReceiptInput[],
  clients: number,
  durationMs = runMs,
): Promise<LoadResult> {
  const bodies = receipts.map((receipt) =>
    JSON.stringify({ query: text, variables: { input: { userId: benchUser, receipt } } }),
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

/** Verifies per second that the emulator's answers allow: each takes all of the calls, one after the other. */
async function measureRaw(calls: readonly RawCall[], clients: number): Promise<number> {
  let secondsPerVerify = 0
  for (const call of calls) {
    const load = {
      ...call,
      method: 'GET',
      clients,
      durationMs: rawMs,
      expected: '{',
      nextBody: () => '',
    } as const
    const { perSecond: rate, unexpected } = await generateLoad(load)
    if (unexpected > 0) throw new Error(`${call.url} was not answered`)
    secondsPerVerify += 1 / rate
  }
  return 1 / secondsPerVerify
}

async function measureOwnCheck(
  { credentials }: EmulatorProcess,
  receipts: readonly ReceiptInput[],
): Promise<number> {
  const rootCertificates = credentials.appStore.rootCertificates.map((der) => Buffer.from(der, 'base64'))
  const verifier = createSignedDataVerifier({ rootCertificates, onlineChecks: false, timeoutMs: 5_000 })
  const started = performance.now()
  let done = 0
  while (performance.now() - started < rawMs) {
    const { appStore } = receipts[done % receipts.length] ?? {}
    const outcome = await verifier.verify(appStore?.signedTransaction ?? '')
    if (!outcome.ok) throw new Error(outcome.reason)
    done += 1
  }
  return (done * 1000) / (performance.now() - started)
}
