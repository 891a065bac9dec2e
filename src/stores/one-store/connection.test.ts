import { describe, expect, it } from 'vitest'

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

describe('what an operator gives', () => {
  it('is split into what may be shown and the secret, with the defaults filled in', () => {
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

  it('names the app by its client id where there is no package name', () => {
    expect(production.parseConnection(input)).toMatchObject({ connection: { storeBundleId: clientId } })
  })

  it.each([
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
  ])('%j is named', (changes, field) => {
    const parsed = development.parseConnection({ ...input, ...changes })
    if (parsed.ok) throw new Error('it should be wrong')
    expect(parsed.issues.map((issue) => issue.field)).toEqual([[field]])
  })

  it('may name ONE store’s older hosts in production, and no other servers', () => {
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

  it('that is stored and no longer readable is an operator’s matter', () => {
    const connection = { storeBundleId: clientId, settings: {}, credentials: null }
    expect(() => production.createAdapter(connection)).toThrow(StoreMisconfiguredError)
  })
})
