import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'

import {
  licenceKey,
  packageName,
  privateKeyPem,
  serviceAccount,
} from '../../../test/fixtures/google-play/google-fake.ts'
import { StoreMisconfigured } from '../contract.ts'
import { createGooglePlayDefinition } from './definition.ts'

const development = createGooglePlayDefinition({ production: false })
const production = createGooglePlayDefinition({ production: true })
const push = {
  serviceAccountEmail: 'push@arcade.iam.gserviceaccount.com',
  audience: 'https://coinslot.example.com/notifications',
  subscription: 'projects/arcade/subscriptions/play',
}
const file = (changes: Record<string, unknown>): string =>
  JSON.stringify({ ...(JSON.parse(serviceAccount) as object), ...changes })

describe('what an operator gives', () => {
  it('is split into what may be shown and the key, of which only what a grant needs is kept', () => {
    const parsed = production.parseConnection({ packageName, serviceAccount, licenceKey, apiUrl: null })
    expect(parsed).toEqual({
      ok: true,
      connection: {
        storeAppId: packageName,
        settings: { packageName, licenceKey },
        credentials: {
          clientEmail: 'coinslot@arcade.iam.gserviceaccount.com',
          privateKey: privateKeyPem,
          privateKeyId: 'key-1',
        },
      },
    })
  })

  it.each([
    [{ packageName: 'arcade' }, 'packageName', 'must be a package name, such as com.example.arcade'],
    [{ licenceKey: 'AAAA' }, 'licenceKey', 'must be the licence key of the app'],
    [{ serviceAccount: undefined }, 'serviceAccount', 'must be the text of the JSON key file'],
    [{ serviceAccount: privateKeyPem }, 'serviceAccount', 'is not JSON'],
    [{ serviceAccount: '{"installed":{}}' }, 'serviceAccount', 'is the file of an OAuth client'],
    [{ serviceAccount: '{"project_info":{}}' }, 'serviceAccount', 'is google-services.json'],
    [{ serviceAccount: 'null' }, 'serviceAccount', 'must be the JSON key file of a service account'],
    [{ serviceAccount: file({ type: 'authorized_user' }) }, 'serviceAccount', 'must be the JSON key file'],
    [{ serviceAccount: file({ private_key: 'text' }) }, 'serviceAccount', 'no readable RSA private key'],
    [{ serviceAccount: file({ private_key: ecKey() }) }, 'serviceAccount', 'no readable RSA private key'],
    [{ tokenUrl: 'file:///etc' }, 'tokenUrl', 'must be an http(s) URL'],
    [{ push: { ...push, audience: undefined } }, 'push.audience', 'must be the audience'],
    [{ push: { ...push, audience: '' } }, 'push.audience', 'must be the audience'],
    [
      { push: { ...push, serviceAccountEmail: 'push' } },
      'push.serviceAccountEmail',
      'must be the e-mail address',
    ],
    [{ push: { ...push, subscription: 'play' } }, 'push.subscription', 'must be like projects/'],
    [{ push: { ...push, certsUrl: 'file:///etc' } }, 'push.certsUrl', 'must be an http(s) URL'],
    [{ push: 'yes' }, 'push', 'expected object'],
    [{ other: 1 }, 'other', 'is not a field of this connection'],
  ])('%j is named: %s', (changes, field, message) => {
    const parsed = development.parseConnection({ packageName, serviceAccount, ...changes })
    if (parsed.ok) throw new Error('it should be wrong')
    expect(parsed.issues).toEqual([
      { field: field.split('.'), message: expect.stringContaining(message) as string },
    ])
    expect(JSON.stringify(parsed)).not.toContain(privateKeyPem.slice(60, 120))
  })

  it('may say how pushes prove themselves, which is no secret', () => {
    const given = { packageName, serviceAccount, push: { ...push, certsUrl: null } }
    expect(production.parseConnection(given)).toMatchObject({ ok: true, connection: { settings: { push } } })
    const least = { ...push, subscription: null }
    expect(production.parseConnection({ ...given, push: least })).toMatchObject({ ok: true })
    expect(production.parseConnection({ ...given, push: null })).toMatchObject({ ok: true })
  })

  it('names no other servers in production, neither new nor stored', () => {
    const input = {
      packageName,
      serviceAccount,
      apiUrl: 'http://127.0.0.1:1/',
      tokenUrl: 'http://127.0.0.1:1/t',
      push: { ...push, certsUrl: 'http://127.0.0.1:1/certs' },
    }
    expect(production.parseConnection(input)).toEqual({
      ok: false,
      issues: [
        { field: ['apiUrl'], message: 'is not allowed in production' },
        { field: ['tokenUrl'], message: 'is not allowed in production' },
        { field: ['push', 'certsUrl'], message: 'is not allowed in production' },
      ],
    })
    const parsed = development.parseConnection(input)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfigured)
  })

  it('that is stored and no longer readable is an operator’s matter', () => {
    const connection = { storeAppId: packageName, settings: {}, credentials: null }
    expect(() => production.createAdapter(connection)).toThrow(StoreMisconfigured)
  })
})

function ecKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}
