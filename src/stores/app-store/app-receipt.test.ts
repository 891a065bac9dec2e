import { ReceiptUtility } from '@apple/app-store-server-library'
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

import { describeUnsignedReceipt, extractTransactionId, maxAppReceiptBytes } from './app-receipt.ts'

const fixture = (name: string): string =>
  readFileSync(new URL(`../../../test/fixtures/app-store/xcode/${name}`, import.meta.url), 'utf8')

function der(tag: number, ...parts: Buffer[]): Buffer {
  const value = Buffer.concat(parts)
  const size = value.length
  const length = size < 0x80 ? [size] : [0x83, size >> 16, (size >> 8) & 0xff, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), value])
}

function attribute(type: number, value: Buffer): Buffer {
  const number = type > 0xff ? Buffer.from([type >> 8, type & 0xff]) : Buffer.from([type])
  return der(0x30, der(0x02, number), der(0x02, Buffer.from([1])), der(0x04, value))
}

const text = (value: string): Buffer => der(0x0c, Buffer.from(value))
const record = (...attributes: Buffer[]): Buffer => attribute(17, der(0x31, ...attributes))
const oid = der(0x06, Buffer.from([42]))

function receipt(...attributes: Buffer[]): string {
  const content = der(0x30, oid, der(0xa0, der(0x04, der(0x31, ...attributes))))
  const signedData = der(0x30, der(0x02, Buffer.from([1])), der(0x31), content)
  return der(0x30, oid, der(0xa0, signedData)).toString('base64')
}

const plain = attribute(2, text('com.example.arcade'.padEnd(100, '.x')))

describe('extractTransactionId', () => {
  test.each(['xcode-app-receipt-empty', 'xcode-app-receipt-with-transaction'])(
    "the result for %s equals that of Apple's ReceiptUtility",
    (name) => {
      const apple = new ReceiptUtility().extractTransactionIdFromAppReceipt(fixture(name))
      const ours = extractTransactionId(fixture(name))
      expect(ours.ok ? ours.transactionId : null).toBe(apple)
    },
  )

  test("the result for generated receipts equals that of Apple's ReceiptUtility", () => {
    const ids = fc.stringMatching(/^\d{1,20}$/)
    const records = fc.array(fc.record({ id: ids, first: ids }), { maxLength: 5 })
    fc.assert(
      fc.property(records, (purchases) => {
        const generated = receipt(
          plain,
          ...purchases.map(({ id, first }) =>
            record(
              attribute(1701, Buffer.from([2, 1, 1])),
              attribute(1703, text(id)),
              attribute(1705, text(first)),
            ),
          ),
        )
        const ours = extractTransactionId(generated)
        expect(ours.ok ? ours.transactionId : null).toBe(
          new ReceiptUtility().extractTransactionIdFromAppReceipt(generated),
        )
      }),
    )
  })

  test('the id of the original transaction is used when a record has no other', () => {
    expect(extractTransactionId(receipt(plain, record(attribute(1705, text('77')))))).toEqual({
      ok: true,
      transactionId: '77',
    })
  })

  test('a receipt without a purchase is rejected', () => {
    expect(extractTransactionId(receipt(plain))).toEqual({
      ok: false,
      reason: 'it contains no in-app purchase',
    })
  })

  test('a malformed id is rejected', () => {
    expect(extractTransactionId(receipt(record(attribute(1703, text('1/../2')))))).toMatchObject({
      ok: false,
    })
  })

  test('a receipt that is too large or not base64 is rejected', () => {
    expect(extractTransactionId('A'.repeat(maxAppReceiptBytes + 1))).toMatchObject({
      reason: 'it is larger than 1.5 MiB',
    })
    for (const garbage of ['', '%%%', 'a.b.c', '====']) {
      expect(extractTransactionId(garbage)).toMatchObject({ reason: 'it is not base64' })
    }
  })

  test('a receipt of some thousand purchases is read', () => {
    const ids = Array.from({ length: 5_000 }, (_, index) => String(2_000_000_400_000_000 + index))
    const large = receipt(
      plain,
      ...ids.map((id) =>
        record(attribute(1703, text(id)), attribute(1705, text(id)), attribute(1708, text(''))),
      ),
    )
    expect(large.length).toBeGreaterThan(512 * 1024)
    expect(extractTransactionId(large)).toEqual({ ok: true, transactionId: ids[0] })
  })

  test('base64 in lines and base64url are read', () => {
    const genuine = receipt(plain, record(attribute(1703, text('77'))))
    const found = { ok: true, transactionId: '77' }
    expect(extractTransactionId(genuine.replace(/(.{64})/g, '$1\r\n'))).toEqual(found)
    expect(extractTransactionId(Buffer.from(genuine, 'base64').toString('base64url'))).toEqual(found)
  })

  test.each([
    ['signedTransaction', 'eyJhbGciOiJFUzI1NiJ9.e30.c2ln'],
    ['signedTransaction', Buffer.from('eyJhbGciOiJFUzI1NiJ9.e30.c2ln').toString('base64')],
    ['transactionId', '2000000912345678'],
    ['JSON', '{"Store":"AppleAppStore","Payload":"MI"}'],
    ['PEM', '-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----'],
    ['base64 twice', Buffer.from(receipt(plain)).toString('base64')],
  ])('the reason says what to do with another kind of receipt: %s', (words, other) => {
    expect(extractTransactionId(other)).toMatchObject({ ok: false, reason: expect.stringContaining(words) })
  })

  test.each([
    ['appReceipt', receipt(plain)],
    ['transactionId', '2000000912345678'],
    ['JSON', '{"Payload":"MI"}'],
  ])('the reason says what a text is that is no signed transaction: %s', (words, other) => {
    expect(describeUnsignedReceipt(other)).toContain(words)
    expect(describeUnsignedReceipt('eyJhbGciOiJFUzI1NiJ9.e30.c2ln')).toBeNull()
  })

  test('every byte sequence is rejected without an exception', () => {
    const genuine = Buffer.from(fixture('xcode-app-receipt-with-transaction'), 'base64')
    const damaged = fc
      .tuple(fc.nat(genuine.length - 1), fc.nat(255), fc.nat(genuine.length))
      .map(([index, byte, end]) => {
        const copy = Buffer.from(genuine)
        copy.writeUInt8(byte, index)
        return copy.subarray(0, end)
      })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 200 }), damaged), (bytes) => {
        expect(() => extractTransactionId(Buffer.from(bytes).toString('base64'))).not.toThrow()
      }),
      { numRuns: 1_000 },
    )
  })

  test('the time is proportional to the size, however many elements there are', () => {
    const many = receipt(Buffer.concat(Array.from({ length: 80_000 }, () => attribute(1, Buffer.alloc(0)))))
    expect(many.length).toBeGreaterThan(maxAppReceiptBytes / 2)
    const start = performance.now()
    expect(extractTransactionId(many)).toMatchObject({ ok: false })
    // A time that grows with the square of the size would exceed a minute.
    expect(performance.now() - start).toBeLessThan(3_000)
  })
})
