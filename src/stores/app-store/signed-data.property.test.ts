import { Environment, SignedDataVerifier as AppleVerifier } from '@apple/app-store-server-library'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'

import { createTestAuthority, sampleTransaction } from '../../../test/fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { createSignedDataVerifier } from './signed-data.ts'
import type { SignedDataVerifier } from './signed-data.ts'

const groupOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

let authority: TestAuthority
let verifier: SignedDataVerifier

async function reasonOf(jws: string): Promise<string> {
  const outcome = await verifier.verify(jws)
  return outcome.ok ? 'accepted' : outcome.reason
}

beforeAll(async () => {
  authority = await createTestAuthority()
  verifier = createSignedDataVerifier({
    rootCertificates: [authority.rootDer],
    onlineChecks: false,
    timeoutMs: 1_000,
  })
})

describe('property: a signed payload', () => {
  test('the mirrored signature is valid too, so the text of a JWS is not unique', async () => {
    const [header = '', payload = '', signature = ''] = authority.sign(sampleTransaction()).split('.')
    expect(await reasonOf([header, payload, mirror(signature)].join('.'))).toBe('accepted')
  })

  test('a change of any encoded bit is rejected', async () => {
    const jws = authority.sign(sampleTransaction())
    await reasonOf(jws)
    await fc.assert(
      fc.asyncProperty(fc.nat(jws.length - 1), fc.integer({ min: 1, max: 63 }), async (index, change) => {
        const changed = changeCharacter(jws, index, change)
        fc.pre(changed !== null && !sameBytes(changed, jws))
        expect(await reasonOf(changed)).not.toBe('accepted')
      }),
      { numRuns: 400 },
    )
  })

  test('every text is rejected without an exception', async () => {
    const part = fc.oneof(
      fc.base64String(),
      fc.json().map((json) => Buffer.from(json).toString('base64url')),
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.')),
    )
    await fc.assert(
      fc.asyncProperty(text, async (jws) => {
        expect(await reasonOf(jws)).not.toBe('accepted')
      }),
    )
  })
})

test('the verifier agrees with Apple’s verifier about every mutation of a genuine JWS', async () => {
  const apple = new AppleVerifier([authority.rootDer], false, Environment.SANDBOX, 'com.example.arcade')
  const jws = authority.sign(sampleTransaction())
  await fc.assert(
    fc.asyncProperty(fc.nat(jws.length - 1), fc.integer({ min: 0, max: 63 }), async (index, change) => {
      const changed = changeCharacter(jws, index, change) ?? jws
      const isValidForApple = await apple.verifyAndDecodeTransaction(changed).then(
        () => true,
        () => false,
      )
      expect((await reasonOf(changed)) === 'accepted').toBe(isValidForApple)
    }),
    { numRuns: 150 },
  )
}, 20_000)

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** Flips bits of one base64url character; null for a dot. */
function changeCharacter(jws: string, index: number, change: number): string | null {
  const value = alphabet.indexOf(jws.charAt(index))
  if (value === -1) return null
  return jws.slice(0, index) + alphabet.charAt(value ^ change) + jws.slice(index + 1)
}

/** The signed text is compared as text; only the signature's unused last bits may differ. */
function sameBytes(left: string, right: string): boolean {
  const cut = (jws: string): [string, Buffer] => {
    const end = jws.lastIndexOf('.')
    return [jws.slice(0, end), Buffer.from(jws.slice(end + 1), 'base64url')]
  }
  const [leftText, leftSignature] = cut(left)
  const [rightText, rightSignature] = cut(right)
  return leftText === rightText && leftSignature.equals(rightSignature)
}

function mirror(signature: string): string {
  const bytes = Buffer.from(signature, 'base64url')
  const s = BigInt(`0x${bytes.subarray(32).toString('hex')}`)
  const mirrored = (groupOrder - s).toString(16).padStart(64, '0')
  return Buffer.concat([bytes.subarray(0, 32), Buffer.from(mirrored, 'hex')]).toString('base64url')
}
