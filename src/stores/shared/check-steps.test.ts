import { describe, expect, test } from 'vitest'
import { createTestAuthority } from '../../../test/fixtures/app-store/test-authority.ts'
import { X509Certificate } from 'node:crypto'
import { checkCertificates } from './check-steps.ts'

const dayMs = 24 * 60 * 60_000

describe('checkCertificates', () => {
  test('a certificate is reported from a month before its end on', async () => {
    const { rootDer } = await createTestAuthority()
    const end = new X509Certificate(rootDer).validToDate.getTime()
    const codesAt = (now: number) => checkCertificates([rootDer], now).map(({ code }) => code)
    expect(codesAt(end - 31 * dayMs)).toEqual(['OK'])
    expect(codesAt(end - 29 * dayMs)).toEqual(['CERTIFICATE_EXPIRES'])
    expect(codesAt(end)).toEqual(['CERTIFICATE_EXPIRED'])
  })

  test('a connection without certificates of its own has no such step', () => {
    expect(checkCertificates([], 0)).toEqual([])
  })
})
