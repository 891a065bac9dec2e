import { hash, X509Certificate } from 'node:crypto'
import type { KeyObject } from 'node:crypto'

import { LRUCache } from 'lru-cache'

import type { AppleChainVerifier } from './apple-chain-verifier.ts'
import { revocationUnknown } from './errors.ts'

/** The leaf key of a chain that leads to a pinned root, with the dates for which the chain is valid. */
export type TrustedChain = {
  readonly key: KeyObject
  readonly validFrom: number
  readonly validTo: number
  /** After this time the chain must be checked again. */
  readonly trustedUntil: number
}

export type ChainCheckResult =
  { readonly ok: true; readonly chain: TrustedChain } | { readonly ok: false; readonly reason: string }

export type ChainCheckerOptions = {
  readonly rootCertificates: readonly Buffer[]
  readonly onlineChecks: boolean
  readonly timeoutMs: number
}

type CertificatePair = { readonly leaf: X509Certificate; readonly intermediate: X509Certificate }
type Certificates = CertificatePair & { readonly root: X509Certificate }

/** Apple uses only a few chains at a time. Only chains that lead to a pinned root are cached, so nobody else can fill the cache. */
const maxCachedBytes = 256 * 1024
/** What a cached chain takes beside its key: its public key and dates. */
const chainBytes = 1_024

/** The clock difference that Apple's verifier allows. */
const maxSkewMs = 60_000

/** How long Apple's verifier trusts an OCSP response. */
const ocspTrustMs = 15 * 60_000

export type ChainChecker = (
  leafBase64: string,
  intermediateBase64: string,
  effectiveAt: number,
  now: number,
) => Promise<ChainCheckResult>

/**
 * Checks chains, and remembers those that lead to a pinned root until one of their certificates expires.
 * @throws Error when a root certificate cannot be read
 */
export function createChainChecker(options: ChainCheckerOptions): ChainChecker {
  let loadedVerifier: AppleChainVerifier | null = null
  const roots = options.rootCertificates.map((der) => new X509Certificate(der))
  const trustedChains = new LRUCache<string, TrustedChain>({
    maxSize: maxCachedBytes,
    sizeCalculation: (_chain, key) => key.length + chainBytes,
  })

  return async (leafBase64, intermediateBase64, effectiveAt, now) => {
    const find = (key: string) => {
      const cached = trustedChains.get(key)
      return cached !== undefined && now < cached.trustedUntil ? ({ ok: true, chain: cached } as const) : null
    }
    const ders = [leafBase64, intermediateBase64].map((base64) => Buffer.from(base64, 'base64'))
    const known = find(toChainKey(ders))
    if (known !== null) return known
    const pair = parseCertificates(ders)
    if (pair === null) return untrusted('its certificates do not lead to the App Store')
    // Bytes after a certificate do not belong to it.
    const key = toChainKey([pair.leaf.raw, pair.intermediate.raw])
    const same = find(key)
    if (same !== null) return same
    const checked = await checkPair(pair, effectiveAt, now)
    if (checked.ok) trustedChains.set(key, checked.chain)
    return checked
  }

  async function checkPair(
    pair: CertificatePair,
    effectiveAt: number,
    now: number,
  ): Promise<ChainCheckResult> {
    const certificates = findRoot(roots, pair)
    if (certificates === null) return untrusted('its certificates do not lead to the App Store')
    const window = validityWindow(certificates)
    if (!coversDate(window, effectiveAt)) return untrusted('its certificates were not valid at that time')
    const { leaf, intermediate } = certificates
    const verifier = await loadVerifier()
    const key = await withTimeout(verifier.checkChain(leaf, intermediate, effectiveAt), options.timeoutMs)
    if (key === null) return untrusted('its certificates are not those of the App Store')
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return untrusted('its key is not a P-256 key')
    const trustedUntil = options.onlineChecks ? Math.min(window.validTo, now + ocspTrustMs) : window.validTo
    return { ok: true, chain: { key, ...window, trustedUntil } }
  }

  /** Apple's library takes 30 MiB, and a process that meets no chain of the App Store never loads it. */
  async function loadVerifier(): Promise<AppleChainVerifier> {
    const library = await import('./apple-chain-verifier.ts')
    return (loadedVerifier ??= new library.AppleChainVerifier(options.rootCertificates, options.onlineChecks))
  }
}

/** The same comparison as in Apple's verifier; false for a date that is not a number. */
export function coversDate(window: Pick<TrustedChain, 'validFrom' | 'validTo'>, at: number): boolean {
  return at >= window.validFrom - maxSkewMs && at <= window.validTo + maxSkewMs
}

function parseCertificates(ders: readonly Buffer[]): CertificatePair | null {
  try {
    const [leaf, intermediate] = ders.map((der) => new X509Certificate(der))
    return leaf === undefined || intermediate === undefined ? null : { leaf, intermediate }
  } catch {
    return null
  }
}

/**
 * Of the decoded certificates, because the same certificate can be written in base64 in many ways. Parsing them takes ten times as long,
 * and a known chain need not be parsed.
 */
function toChainKey(ders: readonly Buffer[]): string {
  return ders.map((der) => hash('sha256', der, 'base64')).join(':')
}

/**
 * Returns null unless a pinned root signed the chain. Apple's library parses certificates in JavaScript before it verifies their
 * signatures, and that parser must not be exposed to untrusted input.
 */
function findRoot(
  roots: readonly X509Certificate[],
  { leaf, intermediate }: CertificatePair,
): Certificates | null {
  try {
    const root = roots.findLast(
      (candidate) => intermediate.issuer === candidate.subject && intermediate.verify(candidate.publicKey),
    )
    return root !== undefined && leaf.verify(intermediate.publicKey) ? { leaf, intermediate, root } : null
  } catch {
    return null
  }
}

function validityWindow(certificates: Certificates): {
  readonly validFrom: number
  readonly validTo: number
} {
  const all = [certificates.leaf, certificates.intermediate, certificates.root]
  return {
    validFrom: Math.max(...all.map((certificate) => certificate.validFromDate.getTime())),
    validTo: Math.min(...all.map((certificate) => certificate.validToDate.getTime())),
  }
}

/** Apple's library waits half a minute for an OCSP responder, which is longer than a caller waits. */
async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(revocationUnknown(undefined))
    }, timeoutMs)
  })
  try {
    return await Promise.race([work, timeout])
  } finally {
    clearTimeout(timer)
  }
}

function untrusted(reason: string): ChainCheckResult {
  return { ok: false, reason }
}
