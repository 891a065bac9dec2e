import { expect, test } from 'vitest'
import { toExportedFields } from './to-exported-fields.ts'

test('a row is exported as JSON, without its tenant and its bytes', () => {
  const row = {
    appId: 'tenant',
    id: 'row',
    paidAt: new Date('2026-01-02T03:04:05.678Z'),
    priceMicros: 4_990_000n,
    saleKey: Buffer.from('secret'),
    reason: null,
    quantity: 1,
  }
  const exported = {
    id: 'row',
    paidAt: '2026-01-02T03:04:05.678Z',
    priceMicros: '4990000',
    reason: null,
    quantity: 1,
  }
  expect(JSON.parse(JSON.stringify(toExportedFields(row)))).toEqual(exported)
})
