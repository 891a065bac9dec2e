import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'

import {
  licenseKey,
  packageName,
  privateKeyPem,
  serviceAccountJson,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import { createGooglePlayDefinition } from './definition.ts'

const development = createGooglePlayDefinition({ production: false })
const production = createGooglePlayDefinition({ production: true })
const push = {
  serviceAccountEmail: 'push@arcade.iam.gserviceaccount.com',
  audience: 'https://coinslot.example.com/notifications',
  subscription: 'projects/arcade/subscriptions/play',
}
const file = (changes: Record<string, unknown>): string =>
  JSON.stringify({ ...(JSON.parse(serviceAccountJson) as object), ...changes })

describe('parseConnection', () => {
  test('the input is split into settings and credentials with only the fields of the key file that a grant needs', () => {
    const parsed = production.parseConnection({ packageName, serviceAccountJson, licenseKey, apiUrl: null })
    expect(parsed).toEqual({
      ok: true,
      connection: {
        storeBundleId: packageName,
        settings: { packageName, licenseKey },
        credentials: {
          clientEmail: 'coinslot@arcade.iam.gserviceaccount.com',
          privateKey: privateKeyPem,
          privateKeyId: 'key-1',
        },
      },
    })
  })

  test.each([
    [{ packageName: 'arcade' }, 'packageName', 'must be a package name, such as com.example.arcade'],
    [{ licenseKey: 'AAAA' }, 'licenseKey', 'must be the license key of the app'],
    [{ serviceAccountJson: undefined }, 'serviceAccountJson', 'must be the text of the JSON key file'],
    [{ serviceAccountJson: privateKeyPem }, 'serviceAccountJson', 'is not JSON'],
    [{ serviceAccountJson: '{"installed":{}}' }, 'serviceAccountJson', 'is the file of an OAuth client'],
    [{ serviceAccountJson: '{"project_info":{}}' }, 'serviceAccountJson', 'is google-services.json'],
    [{ serviceAccountJson: 'null' }, 'serviceAccountJson', 'must be the JSON key file of a service account'],
    [
      { serviceAccountJson: file({ type: 'authorized_user' }) },
      'serviceAccountJson',
      'must be the JSON key file',
    ],
    [
      { serviceAccountJson: file({ private_key: 'text' }) },
      'serviceAccountJson',
      'no readable RSA private key',
    ],
    [
      { serviceAccountJson: file({ private_key: ecKey() }) },
      'serviceAccountJson',
      'no readable RSA private key',
    ],
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
  ])('the input %j has an issue in %s', (changes, field, message) => {
    const parsed = development.parseConnection({ packageName, serviceAccountJson, ...changes })
    if (parsed.ok) throw new Error('the input should be invalid')
    expect(parsed.issues).toEqual([
      { field: field.split('.'), message: expect.stringContaining(message) as string },
    ])
    expect(JSON.stringify(parsed)).not.toContain(privateKeyPem.slice(60, 120))
  })

  test('the push settings are not secret', () => {
    const input = { packageName, serviceAccountJson, push: { ...push, certsUrl: null } }
    expect(production.parseConnection(input)).toMatchObject({ ok: true, connection: { settings: { push } } })
    const minimal = { ...push, subscription: null }
    expect(production.parseConnection({ ...input, push: minimal })).toMatchObject({ ok: true })
    expect(production.parseConnection({ ...input, push: null })).toMatchObject({ ok: true })
  })

  test('other servers are rejected in production, in new and in stored connections', () => {
    const input = {
      packageName,
      serviceAccountJson,
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
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfiguredError)
  })

  test('an unreadable stored connection is a misconfiguration', () => {
    const connection = { storeBundleId: packageName, settings: {}, credentials: null }
    expect(() => production.createAdapter(connection)).toThrow(StoreMisconfiguredError)
  })
})

function ecKey(): string {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString()
}
