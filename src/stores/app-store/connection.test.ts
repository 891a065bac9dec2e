import { generateKeyPairSync } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'

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
  test('the key is separated from the settings', () => {
    expect(production.parseConnection({ ...app, ...key })).toEqual({
      ok: true,
      connection: {
        storeBundleId: app.bundleId,
        settings: {
          ...app,
          environments: ['PRODUCTION', 'SANDBOX'],
          maxSignedAgeMs: 3_600_000,
          finishTransactions: true,
        },
        credentials: key,
      },
    })
  })

  test('the key is optional, and null counts as absent', () => {
    const outcome = production.parseConnection({ ...app, issuerId: null, keyId: null, privateKey: null })
    expect(outcome).toMatchObject({ ok: true, connection: { credentials: null } })
  })

  test('every missing field of an incomplete key is named', () => {
    const outcome = production.parseConnection({ ...app, keyId: key.keyId })
    expect(outcome).toMatchObject({ ok: false, issues: [{ field: ['issuerId'] }, { field: ['privateKey'] }] })
  })

  test('every invalid field is named', () => {
    const outcome = production.parseConnection({
      bundleId: 'a b',
      privateKey: 'no key',
      environments: [],
      color: 1,
    })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields.toSorted()).toEqual(['bundleId', 'color', 'environments', 'privateKey'])
  })

  test.each([null, undefined, 'text', []])('the input %j is rejected', (input) => {
    expect(production.parseConnection(input)).toMatchObject({ ok: false })
  })

  test('a private key of another type is rejected', () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    const outcome = production.parseConnection({
      ...app,
      ...key,
      privateKey: rsa.export({ type: 'pkcs8', format: 'pem' }).toString(),
    })
    expect(outcome).toMatchObject({ ok: false, issues: [{ field: ['privateKey'] }] })
  })

  test('the settings of a store emulator are accepted outside production', () => {
    expect(development.parseConnection({ ...app, ...key, ...emulator })).toMatchObject({
      ok: true,
      connection: { settings: { productionUrl: 'http://127.0.0.1:4010/app-store/production' } },
    })
  })

  test('other servers and other roots are rejected in production', () => {
    const outcome = production.parseConnection({ ...app, ...key, ...emulator })
    const fields = outcome.ok ? [] : outcome.issues.map(({ field }) => field[0])
    expect(fields).toEqual(['productionUrl', 'sandboxUrl', 'rootCertificates'])
  })
})

describe('createAdapter', () => {
  test('a stored connection of an emulator is rejected in production', () => {
    const parsed = development.parseConnection({ ...app, ...key, ...emulator })
    if (!parsed.ok) throw new Error('the connection should be valid')
    expect(() => development.createAdapter(parsed.connection)).not.toThrow()
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfiguredError)
  })

  test('an unreadable stored connection is a misconfiguration', () => {
    expect(() => production.createAdapter({ storeBundleId: 'a', settings: {}, credentials: null })).toThrow(
      StoreMisconfiguredError,
    )
  })

  test('a connection can be stored as JSON', () => {
    const parsed = development.parseConnection({ ...app, ...key, ...emulator })
    if (!parsed.ok) throw new Error('the connection should be valid')
    const { storeBundleId, settings, credentials } = parsed.connection
    const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
    const stored = { storeBundleId, settings: throughJson(settings), credentials: throughJson(credentials) }
    expect(development.createAdapter(stored).traits.sandboxOnly).toBe(false)
  })

  test('a connection that leaves finishing to the app calls nothing and needs no acknowledgement', async () => {
    const nowhere = { productionUrl: 'http://127.0.0.1:1', sandboxUrl: 'http://127.0.0.1:1' }
    const connect = (finishTransactions: boolean) => {
      const parsed = development.parseConnection({ ...app, ...key, ...nowhere, finishTransactions })
      if (!parsed.ok) throw new Error('the connection should be valid')
      return development.createAdapter(parsed.connection)
    }
    const sale = {
      details: JSON.stringify({ transactionId: '1', environment: 'PRODUCTION' }),
      storeProductId: 'coins_100',
      environment: 'PRODUCTION',
      action: 'CONSUME',
    } as const
    const [byApp, byServer] = [connect(false), connect(true)]
    expect([byApp.traits.needsAcknowledgement, byServer.traits.needsAcknowledgement]).toEqual([false, true])
    expect(await byApp.acknowledge(sale)).toEqual({ kind: 'done' })
    await expect(byServer.acknowledge(sale)).rejects.toThrow()
  })
})
