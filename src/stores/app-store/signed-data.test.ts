import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from 'vitest'

import {
  createTestAuthority,
  encodePart,
  sampleTransaction,
} from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { createSignedDataVerifier, maxSignedDataBytes } from './signed-data.ts'
import type { SignedDataVerifier } from './signed-data.ts'

const dayMs = 24 * 60 * 60_000
const fixture = (path: string): Buffer =>
  readFileSync(new URL(`../../../test/fixtures/app-store/${path}`, import.meta.url))

let authority: TestAuthority
let verifier: SignedDataVerifier

function verifierFor(rootDer: Buffer, extra: { now?: () => number } = {}): SignedDataVerifier {
  return createSignedDataVerifier({
    rootCertificates: [rootDer],
    onlineChecks: false,
    timeoutMs: 1_000,
    ...extra,
  })
}

async function reasonOf(jws: string, by: SignedDataVerifier = verifier): Promise<string> {
  const outcome = await by.verify(jws)
  return outcome.ok ? 'accepted' : outcome.reason
}

beforeAll(async () => {
  authority = await createTestAuthority()
  verifier = verifierFor(authority.rootDer)
})

describe("Apple's own fixtures", () => {
  const apple = (): SignedDataVerifier => verifierFor(fixture('certs/testCA.der'))
  const read = (name: string): string => fixture(name).toString('utf8')

  test.each(['transactionInfo', 'renewalInfo', 'testNotification', 'wrongBundleId'])(
    'the signature of %s is valid',
    async (name) => {
      expect(await apple().verify(read(`mock_signed_data/${name}`))).toMatchObject({ ok: true })
    },
  )

  test('the payload is returned as it was signed', async () => {
    expect(await apple().verify(read('mock_signed_data/transactionInfo'))).toEqual({
      ok: true,
      payload: { environment: 'Sandbox', bundleId: 'com.example', signedDate: 1_672_956_154_000 },
    })
  })

  test('a header without x5c is rejected', async () => {
    expect(await reasonOf(read('mock_signed_data/missingX5CHeaderClaim'), apple())).toBe(
      'it carries no certificate chain',
    )
  })

  test("a transaction of Xcode's local testing is rejected", async () => {
    expect(await reasonOf(read('xcode/xcode-signed-transaction'), apple())).toContain('Xcode')
  })

  test('a legacy transaction receipt is rejected', async () => {
    expect(await reasonOf(read('mock_signed_data/legacyTransaction'), apple())).toContain('not a compact JWS')
  })
})

describe('the signature', () => {
  test('the same JWS is accepted repeatedly, also with a cached chain', async () => {
    const jws = authority.sign(sampleTransaction())
    for (let count = 0; count < 3; count += 1) expect(await reasonOf(jws)).toBe('accepted')
  })

  test('the signature is verified also with a cached chain', async () => {
    const jws = authority.sign(sampleTransaction())
    expect(await reasonOf(jws)).toBe('accepted')
    const [header = '', , signature = ''] = jws.split('.')
    const tampered = [header, encodePart(sampleTransaction({ productId: 'dearer' })), signature].join('.')
    expect(await reasonOf(tampered)).toBe('its signature is wrong')
  })
})

describe('headers', () => {
  test.each([
    ['crit', { crit: ['urn:example'], 'urn:example': true }],
    ['b64', { b64: false }],
    ['b64 that changes nothing', { b64: true }],
  ])('a header with %s is rejected', async (_name, header) => {
    expect(await reasonOf(authority.sign(sampleTransaction(), header))).toContain('extensions')
  })

  test.each(['none', 'HS256', 'ES384', 'es256', undefined, null, ['ES256']])(
    'the algorithm %j is rejected',
    async (alg) => {
      expect(await reasonOf(authority.sign(sampleTransaction(), { alg }))).toBe('it is not signed with ES256')
    },
  )

  test('a chain without exactly three certificates is rejected', async () => {
    const [leaf, middle, root] = authority.x5c
    for (const x5c of [[], [leaf], [leaf, middle], [leaf, middle, root, root]]) {
      expect(await reasonOf(authority.sign(sampleTransaction(), { x5c }))).toContain(
        `${x5c.length} certificates`,
      )
    }
  })

  test.each([
    ['reversed', (x5c: readonly string[]) => x5c.toReversed()],
    ['malformed', () => ['AAAA', 'AAAA', 'AAAA']],
    ['an array of numbers', () => [1, 2, 3]],
    ['an object', () => ({ length: 3 })],
  ])('a chain that is %s is rejected', async (_name, change) => {
    expect(await reasonOf(authority.sign(sampleTransaction(), { x5c: change(authority.x5c) }))).not.toBe(
      'accepted',
    )
  })

  test('a text of more than 64 KiB is rejected', async () => {
    const jws = authority.sign(sampleTransaction({ padding: 'x'.repeat(maxSignedDataBytes) }))
    expect(await reasonOf(jws)).toBe('it is larger than 64 KiB')
  })
})

describe('chains', () => {
  test('a chain of another root is rejected', async () => {
    const other = await createTestAuthority()
    expect(await reasonOf(other.sign(sampleTransaction()))).toBe(
      'its certificates do not lead to the App Store',
    )
  })

  test('a leaf of another root with a genuine intermediate is rejected', async () => {
    const other = await createTestAuthority()
    const x5c = [other.x5c[0], authority.x5c[1], authority.x5c[2]]
    expect(await reasonOf(other.sign(sampleTransaction(), { x5c }))).not.toBe('accepted')
  })

  test.each([{ leafHasAppleOid: false }, { intermediateHasAppleOid: false }])(
    'certificates without the App Store extension are rejected: %j',
    async (options) => {
      const unmarked = await createTestAuthority(options)
      expect(await reasonOf(unmarked.sign(sampleTransaction()), verifierFor(unmarked.rootDer))).toBe(
        'its certificates are not those of the App Store',
      )
    },
  )

  test('certificates are validated at the time of the signature', async () => {
    const now = Date.now()
    const past = await createTestAuthority({ validFrom: now - 30 * dayMs, validTo: now - 10 * dayMs })
    const by = verifierFor(past.rootDer)
    const signedOn = (signedDate: unknown): string => past.sign(sampleTransaction({ signedDate }))
    expect(await reasonOf(signedOn(now - 20 * dayMs), by)).toBe('accepted')
    expect(await reasonOf(signedOn(now - 10 * dayMs + 50_000), by)).toBe('accepted')
    for (const signedDate of [now, now - 10 * dayMs + 70_000, now - 31 * dayMs, undefined, '2026', 1e300]) {
      expect(await reasonOf(signedOn(signedDate), by)).toBe('its certificates were not valid at that time')
    }
  })

  test('a cached chain keeps its validity window', async () => {
    const now = Date.now()
    expect(await reasonOf(authority.sign(sampleTransaction({ signedDate: now })))).toBe('accepted')
    for (const signedDate of [now - 366 * dayMs, now + 366 * dayMs, 'today', 1e300]) {
      expect(await reasonOf(authority.sign(sampleTransaction({ signedDate })))).toContain(
        'not valid at that time',
      )
    }
  })

  test('more headers than the cache holds can be verified', async () => {
    const ownVerifier = createSignedDataVerifier({
      rootCertificates: [authority.rootDer],
      onlineChecks: false,
      timeoutMs: 1_000,
    })
    for (let index = 0; index < 150; index += 1) {
      expect(await reasonOf(authority.sign(sampleTransaction(), { kid: String(index) }), ownVerifier)).toBe(
        'accepted',
      )
    }
  })

  test('a forged text with a fresh header of a known chain is rejected', async () => {
    await reasonOf(authority.sign(sampleTransaction()))
    const [, payload = '', signature = ''] = authority.sign(sampleTransaction()).split('.')
    for (let index = 0; index < 20; index += 1) {
      const header = encodePart({ alg: 'ES256', x5c: authority.x5c, kid: String(index) })
      expect(await reasonOf(`${header}.${payload}.${signature}`)).toBe('its signature is wrong')
    }
  })

  test('a key on another curve than P-256 is rejected', async () => {
    const wide = await createTestAuthority({ leafCurve: 'P-384' })
    const jws = `${encodePart({ alg: 'ES256', x5c: wide.x5c })}.${encodePart(sampleTransaction())}.${'A'.repeat(86)}`
    expect(await reasonOf(jws, verifierFor(wide.rootDer))).toBe('its key is not a P-256 key')
  })

  test('certificates without a reachable OCSP responder are rejected when online checks are enabled', async () => {
    const online = createSignedDataVerifier({
      rootCertificates: [authority.rootDer],
      onlineChecks: true,
      timeoutMs: 1_000,
    })
    expect(await reasonOf(authority.sign(sampleTransaction()), online)).not.toBe('accepted')
  })
})

describe('time claims', () => {
  const seconds = Math.floor(Date.now() / 1000)
  test.each([
    [{ exp: seconds + 60 }, 'accepted'],
    [{ exp: seconds - 60 }, 'it has expired'],
    [{ exp: 'never' }, 'it has expired'],
    [{ nbf: seconds - 60 }, 'accepted'],
    [{ nbf: seconds + 600 }, 'it is not valid yet'],
  ])('the claims %j are respected', async (claims, expected) => {
    expect(await reasonOf(authority.sign(sampleTransaction(claims)))).toBe(expected)
  })
})
