import { describe, expect, test } from 'vitest'

import {
  clientId,
  clientSecret,
  licenseKey,
  packageName,
} from '../../../test/fixtures/one-store/one-store-samples.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import { createOneStoreDefinition } from './definition.ts'

const development = createOneStoreDefinition({ production: false })
const production = createOneStoreDefinition({ production: true })
const input = { clientId, clientSecret }

describe('parseConnection', () => {
  test('the input is split into settings with defaults and credentials', () => {
    expect(production.parseConnection({ ...input, packageName, licenseKey, marketCode: null })).toEqual({
      ok: true,
      connection: {
        storeBundleId: packageName,
        settings: {
          clientId,
          packageName,
          licenseKey,
          marketCode: 'MKT_ONE',
          environments: ['PRODUCTION', 'SANDBOX'],
        },
        credentials: { clientSecret },
      },
    })
  })

  test('the store bundle id is the client id when there is no package name', () => {
    expect(production.parseConnection(input)).toMatchObject({ connection: { storeBundleId: clientId } })
  })

  test.each([
    [{ clientId: 'a/b' }, 'clientId'],
    [{ clientId: '..' }, 'clientId'],
    [{ clientSecret: '' }, 'clientSecret'],
    [{ clientSecret: undefined }, 'clientSecret'],
    [{ packageName: 'arcade' }, 'packageName'],
    [{ licenseKey: 'AAAA' }, 'licenseKey'],
    [{ marketCode: 'MKT_TWO' }, 'marketCode'],
    [{ environments: [] }, 'environments'],
    [{ commercialUrl: 'file:///etc' }, 'commercialUrl'],
    [{ other: 1 }, 'other'],
  ])('the input %j has an issue', (changes, field) => {
    const parsed = development.parseConnection({ ...input, ...changes })
    if (parsed.ok) throw new Error('the input should be invalid')
    expect(parsed.issues.map((issue) => issue.field)).toEqual([[field]])
  })

  test('production allows the older hosts of ONE store and no other servers', () => {
    const korea = { commercialUrl: 'https://apis.onestore.co.kr/', sandboxUrl: 'https://sbpp.onestore.co.kr' }
    expect(production.parseConnection({ ...input, ...korea })).toMatchObject({ ok: true })
    const emulator = { ...input, sandboxUrl: 'http://127.0.0.1:4100' }
    expect(production.parseConnection(emulator)).toMatchObject({
      ok: false,
      issues: [{ field: ['sandboxUrl'] }],
    })
    const parsed = development.parseConnection(emulator)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfiguredError)
  })

  test('an unreadable stored connection is a misconfiguration', () => {
    const connection = { storeBundleId: clientId, settings: {}, credentials: null }
    expect(() => production.createAdapter(connection)).toThrow(StoreMisconfiguredError)
  })
})
