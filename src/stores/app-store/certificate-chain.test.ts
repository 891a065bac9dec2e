import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'

import { appleIntermediate, appleLeaf } from '../../../test/fixtures/app-store/apple-chain.ts'
import { createTestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { appStoreDefaults } from './config.ts'
import { appleRootCaG3 } from './apple-root-ca-g3.ts'
import { createChainChecker } from './certificate-chain.ts'

const november2025 = Date.UTC(2025, 10, 1)

describe('the pinned root', () => {
  test('the pinned root is Apple Root CA - G3, byte for byte', () => {
    expect(createHash('sha256').update(appleRootCaG3).digest('hex')).toBe(
      '63343abfb89a6a03ebb57e9b3f5fa7be7c4f5c756f3017b3a8c488c3653e9179',
    )
  })

  test('the pinned root is the only one by default', () => {
    expect(appStoreDefaults.rootCertificates).toEqual([appleRootCaG3])
  })

  test("the chain of Apple's production signatures is valid", async () => {
    const check = createChainChecker({ ...appStoreDefaults, onlineChecks: false })
    const outcome = await check(appleLeaf, appleIntermediate, november2025, november2025)
    expect(outcome).toMatchObject({ ok: true, chain: { validTo: Date.UTC(2027, 9, 13, 17, 47, 23) } })
  })
})

describe('createChainChecker', () => {
  test('every chain is rejected when no root is pinned', async () => {
    const check = createChainChecker({ rootCertificates: [], onlineChecks: false, timeoutMs: 1_000 })
    expect(await check(appleLeaf, appleIntermediate, november2025, november2025)).toMatchObject({ ok: false })
  })

  test('a root that is not a certificate is an error', () => {
    const rootCertificates = [Buffer.from('abc')]
    expect(() => createChainChecker({ rootCertificates, onlineChecks: false, timeoutMs: 1_000 })).toThrow()
  })

  test('a chain is checked once, however its certificates are written', async () => {
    const { x5c, rootDer } = await createTestAuthority()
    const check = createChainChecker({ rootCertificates: [rootDer], onlineChecks: false, timeoutMs: 1_000 })
    const [leaf, intermediate] = x5c
    const now = Date.now()
    const first = await check(leaf, intermediate, now, now)
    if (!first.ok) throw new Error(first.reason)
    const inLines = leaf.replace(/(.{64})/g, '$1\r\n')
    const base64url = Buffer.from(intermediate, 'base64').toString('base64url')
    for (const written of [leaf, inLines]) {
      const again = await check(written, base64url, now + 1, now + 1)
      expect(again.ok && again.chain === first.chain).toBe(true)
    }
    const { validTo } = first.chain
    expect(await check(leaf, intermediate, validTo + 120_000, validTo + 120_000)).toMatchObject({ ok: false })
  })

  test('a cached chain says nothing about another leaf or another intermediate certificate', async () => {
    const [trusted, other] = [await createTestAuthority(), await createTestAuthority()]
    const rootCertificates = [trusted.rootDer]
    const check = createChainChecker({ rootCertificates, onlineChecks: false, timeoutMs: 1_000 })
    const now = Date.now()
    expect(await check(trusted.x5c[0], trusted.x5c[1], now, now)).toMatchObject({ ok: true })
    expect(await check(other.x5c[0], trusted.x5c[1], now, now)).toMatchObject({ ok: false })
    expect(await check(trusted.x5c[0], other.x5c[1], now, now)).toMatchObject({ ok: false })
  })

  test('more than 32 distinct chains can be checked', async () => {
    const authorities = await Promise.all(Array.from({ length: 40 }, () => createTestAuthority()))
    const rootCertificates = authorities.map((authority) => authority.rootDer)
    const check = createChainChecker({ rootCertificates, onlineChecks: false, timeoutMs: 1_000 })
    for (const { x5c } of authorities) {
      expect(await check(x5c[0], x5c[1], Date.now(), Date.now())).toMatchObject({ ok: true })
    }
  })
})
