import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'

import { createTestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import { createAppStoreDefinition } from './definition.ts'

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const key = { issuerId: '57246542-96fe-1a63-e053-0824d011072a', keyId: '2X9R4HXF34', privateKey: pem }
const app = { bundleId: 'com.example.arcade', appAppleId: 1_234_567_890 }

let emulator: { productionUrl: string; sandboxUrl: string; rootCertificates: string[] }

beforeAll(async () => {
  const { rootDer } = await createTestAuthority()
  emulator = {
    productionUrl: 'http://127.0.0.1:4010/app-store/production/',
    sandboxUrl: 'http://127.0.0.1:4010/app-store/sandbox',
    rootCertificates: [rootDer.toString('base64')],
  }
})

const development = createAppStoreDefinition({ production: false })
const production = createAppStoreDefinition({ production: true })

describe('parseConnection', () => {
  it('keeps the key apart from what may be shown', () => {
    expect(production.parseConnection({ ...app, ...key })).toEqual({
      ok: true,
      connection: {
        storeBundleId: app.bundleId,
        settings: { ...app, environments: ['PRODUCTION', 'SANDBOX'], maxSignedAgeMs: 3_600_000 },
        credentials: key,
      },
    })
  })

  it('works without a key, and takes null for absent', () => {
    const outcome = production.parseConnection({ ...app, issuerId: null, keyId: null, privateKey: null })
    expect(outcome).toMatchObject({ ok: true, connection: { credentials: null } })
  })

  it('names each missing part of half a key', () => {
    const outcome = production.parseConnection({ ...app, keyId: key.keyId })
    expect(outcome).toMatchObject({ ok: false, issues: [{ field: ['issuerId'] }, { field: ['privateKey'] }] })
  })

  it('names every field that is wrong', () => {
    const outcome = production.parseConnection({
      bundleId: 'a b',
      privateKey: 'no key',
      environments: [],
      colour: 1,
    })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields.toSorted()).toEqual(['bundleId', 'colour', 'environments', 'privateKey'])
  })

  it.each([null, undefined, 'text', []])('refuses %j as a whole', (input) => {
    expect(production.parseConnection(input)).toMatchObject({ ok: false })
  })

  it('refuses a private key of another kind', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const outcome = production.parseConnection({
      ...app,
      ...key,
      privateKey: rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
    })
    expect(outcome).toMatchObject({ ok: false, issues: [{ field: ['privateKey'] }] })
  })

  it('takes the credentials of the store emulator as they are, outside production', () => {
    expect(development.parseConnection({ ...app, ...key, ...emulator })).toMatchObject({
      ok: true,
      connection: { settings: { productionUrl: 'http://127.0.0.1:4010/app-store/production' } },
    })
  })

  it('refuses other servers and other roots in production', () => {
    const outcome = production.parseConnection({ ...app, ...key, ...emulator })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields).toEqual(['productionUrl', 'sandboxUrl', 'rootCertificates'])
  })
})

describe('createAdapter', () => {
  it('refuses in production a stored connection of an emulator', () => {
    const parsed = development.parseConnection({ ...app, ...key, ...emulator })
    if (!parsed.ok) throw new Error('the connection should be good')
    expect(() => development.createAdapter(parsed.connection)).not.toThrow()
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfiguredError)
  })

  it('refuses a stored connection that it cannot read', () => {
    expect(() => production.createAdapter({ storeBundleId: 'a', settings: {}, credentials: null })).toThrow(
      StoreMisconfiguredError,
    )
  })

  it('can be stored as JSON in between', () => {
    const parsed = development.parseConnection({ ...app, ...key, ...emulator })
    if (!parsed.ok) throw new Error('the connection should be good')
    const { storeBundleId, settings, credentials } = parsed.connection
    const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    const stored = { storeBundleId, settings: throughJson(settings), credentials: throughJson(credentials) }
    expect(development.createAdapter(stored).traits.sandboxOnly).toBe(false)
  })
})
