import { sign, verify, generateKeyPairSync } from 'node:crypto'
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library'
import { createSignedDataVerifier } from '../src/stores/app-store/signed-data.ts'
import { createTestAuthority, sampleTransaction } from '../test/fixtures/app-store/test-authority.ts'
import type { BenchScale } from './bench-environment.ts'
import { formatTable, perSecond, ratio, type Row } from './table.ts'

const runMs = { short: 1_000, full: 2_000 } as const

/** App Store transactions checked on one core, compared with the curve itself and with Apple's own verifier. */
export async function benchSignatures(scale: BenchScale): Promise<string> {
  const authority = await createTestAuthority()
  const rootCertificates = [authority.rootDer]
  const transactions = Array.from({ length: 200 }, (_, index) =>
    authority.sign(sampleTransaction({ transactionId: String(2_000_000 + index), environment: 'Sandbox' })),
  )
  const bundleId = String(sampleTransaction()['bundleId'])
  const ours = createSignedDataVerifier({ rootCertificates, onlineChecks: false, timeoutMs: 5_000 })
  const appleVerifier = new SignedDataVerifier(rootCertificates, false, Environment.SANDBOX, bundleId)
  // More headers than the cache of headers holds, of the same chain.
  const otherHeaders = Array.from({ length: 200 }, (_, index) =>
    authority.sign(sampleTransaction({ environment: 'Sandbox' }), { kid: String(index) }),
  )
  const durationMs = runMs[scale]
  const bare = await measure(durationMs, bareCheck(transactions[0] ?? ''))
  const own = await measure(durationMs, async (n) => {
    const outcome = await ours.verify(transactions[n % transactions.length] ?? '')
    if (!outcome.ok) throw new Error(outcome.reason)
  })
  const underOtherHeaders = await measure(durationMs, async (n) => {
    const outcome = await ours.verify(otherHeaders[n % otherHeaders.length] ?? '')
    if (!outcome.ok) throw new Error(outcome.reason)
  })
  const apple = await measure(durationMs, async (n) => {
    await appleVerifier.verifyAndDecodeTransaction(transactions[n % transactions.length] ?? '')
  })
  const rows: Row[] = [
    ['bare crypto.verify, P-256', perSecond(bare), '1.00', ''],
    ["Coinslot's check", perSecond(own), ratio(own / bare), ratio(own / apple)],
    [
      "Coinslot's check, a known chain under another header",
      perSecond(underOtherHeaders),
      ratio(underOtherHeaders / bare),
      ratio(underOtherHeaders / apple),
    ],
    ["Apple's SignedDataVerifier, offline", perSecond(apple), ratio(apple / bare), '1.00'],
  ]
  const head = ['App Store transactions, one core', 'per s', 'of the bare curve', "of Apple's"]
  return `### Verify\n\n${formatTable(head, rows)}`
}

function bareCheck(transaction: string): () => void {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const data = Buffer.from(transaction.slice(0, transaction.lastIndexOf('.')))
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' as const }
  const signature = sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' })
  return () => {
    if (!verify('sha256', data, key, signature)) throw new Error('a good signature must verify')
  }
}

async function measure(durationMs: number, work: (n: number) => unknown): Promise<number> {
  for (let n = 0; n < 50; n += 1) await work(n)
  const started = performance.now()
  let done = 0
  while (performance.now() - started < durationMs) {
    await work(done)
    done += 1
  }
  return (done * 1000) / (performance.now() - started)
}
