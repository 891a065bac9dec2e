import { sign, verify, generateKeyPairSync } from 'node:crypto'
import { Environment, SignedDataVerifier } from '@apple/app-store-server-library'
import { createSignedDataVerifier } from '../src/stores/app-store/signed-data.ts'
import { createTestAuthority, sampleTransaction } from '../test/fixtures/app-store/test-authority.ts'
import type { BenchScale } from './bench-environment.ts'
import { measureRounds, type Candidate, type MeasuredTable } from './harness/rounds.ts'

const scales = { short: { runMs: 350, rounds: 3 }, full: { runMs: 1_000, rounds: 5 } } as const

type Work = (n: number) => unknown

/** App Store transactions checked on one core, compared with the curve itself and with Apple's own verifier. */
export async function benchSignatures(scale: BenchScale): Promise<MeasuredTable> {
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
  const checkOf = (texts: readonly string[]) => async (n: number) => {
    const outcome = await ours.verify(texts[n % texts.length] ?? '')
    if (!outcome.ok) throw new Error(outcome.reason)
  }
  const known = checkOf(transactions)
  const apple = (n: number) =>
    appleVerifier.verifyAndDecodeTransaction(transactions[n % transactions.length] ?? '')
  const { runMs, rounds } = scales[scale]
  const toCandidate = (name: string, work: Work, limit: Work): Candidate => ({
    name,
    measure: async () => ({ perSecond: await measure(runMs, work) }),
    measureLimit: () => measure(runMs, limit),
  })
  const candidates = [
    toCandidate('beside the bare curve', known, bareCheck(transactions[0] ?? '')),
    toCandidate('known chain, another header, beside a known header', checkOf(otherHeaders), known),
    toCandidate('beside Apple’s SignedDataVerifier, offline', known, apple),
  ]
  return {
    id: 'signatures',
    title: 'What does checking an App Store transaction cost beside its signature?',
    note: 'One core. The bare curve is crypto.verify with P-256 of the same text.',
    rows: await measureRounds(candidates, rounds),
  }
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

async function measure(durationMs: number, work: Work): Promise<number> {
  for (let n = 0; n < 50; n += 1) await work(n)
  const started = performance.now()
  let done = 0
  while (performance.now() - started < durationMs) {
    await work(done)
    done += 1
  }
  return (done * 1000) / (performance.now() - started)
}
