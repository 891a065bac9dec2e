import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { createClientAddressReader, isProxyAddressOrCidr, networkOf } from './client-address.ts'

/** A request of a peer, with the header `X-Forwarded-For` if there is one. */
function createRequest(remoteAddress: string, forwardedFor?: string): IncomingMessage {
  const headers = forwardedFor === undefined ? {} : { 'x-forwarded-for': forwardedFor }
  return { socket: { remoteAddress }, headers } as unknown as IncomingMessage
}

describe('without trusted proxies', () => {
  const readAddress = createClientAddressReader([])

  test('the peer is the client, whatever the header says', () => {
    expect(readAddress(createRequest('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7')
    expect(readAddress(createRequest('127.0.0.1', '198.51.100.1'))).toBe('127.0.0.1')
  })

  test('an IPv4 peer of a dual-stack socket has its IPv4 address', () => {
    expect(readAddress(createRequest('::ffff:203.0.113.7'))).toBe('203.0.113.7')
  })
})

describe('with trusted proxies', () => {
  const readAddress = createClientAddressReader(['10.0.0.0/8', '192.0.2.10', 'fd00::/8'])

  test.each([
    ['one proxy', '10.1.1.1', '198.51.100.1', '198.51.100.1'],
    ['two proxies', '10.1.1.1', '198.51.100.1, 192.0.2.10', '198.51.100.1'],
    ['a dual-stack socket', '::ffff:10.1.1.1', '198.51.100.1', '198.51.100.1'],
    ['an IPv6 proxy and client', 'fd00::1', '2001:db8::0:1', '2001:db8::1'],
    ['addresses with ports', '10.1.1.1', '198.51.100.1:4711, 10.2.2.2:80', '198.51.100.1'],
    ['an IPv6 address with a port', '10.1.1.1', '[2001:db8::1]:4711', '2001:db8::1'],
    ['a client inside the trusted network', '10.1.1.1', '10.9.9.9', '10.9.9.9'],
    ['no header', '10.1.1.1', undefined, '10.1.1.1'],
    ['an empty header', '10.1.1.1', ' , ', '10.1.1.1'],
  ])('the client is found behind %s', (_name, peer, header, client) => {
    expect(readAddress(createRequest(peer, header))).toBe(client)
  })

  test('entries that the client wrote itself are ignored', () => {
    expect(readAddress(createRequest('10.1.1.1', '1.1.1.1, 10.0.0.1, 198.51.100.1, 10.2.2.2'))).toBe(
      '198.51.100.1',
    )
  })

  test('text that is no address never becomes the address of a client', () => {
    expect(readAddress(createRequest('10.1.1.1', 'unknown'))).toBe('10.1.1.1')
    expect(readAddress(createRequest('10.1.1.1', '198.51.100.1, x'.repeat(10)))).toBe('10.1.1.1')
  })

  test('a peer that is not trusted is the client, whatever the header says', () => {
    expect(readAddress(createRequest('203.0.113.7', '198.51.100.1'))).toBe('203.0.113.7')
  })
})

test.each(['10.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '::ffff:10.0.0.1'])('%s is accepted', (text) => {
  expect(isProxyAddressOrCidr(text)).toBe(true)
  expect(() => createClientAddressReader([text])).not.toThrow()
})

test.each([
  '',
  'proxy',
  '10.0.0',
  '10.0.0.0/33',
  '10.0.0.0/0',
  '::/0',
  'fe80::1%eth0',
  '10.0.0.0/8/8',
  'x/8',
])('%s is rejected', (text) => {
  expect(isProxyAddressOrCidr(text)).toBe(false)
})

test('IPv6 addresses of one network of 64 bits are one client, IPv4 addresses are not', () => {
  expect(networkOf('2001:db8:1:2::5')).toBe(networkOf('2001:db8:1:2:ffff::6'))
  expect(networkOf('2001:db8:1:2::5')).not.toBe(networkOf('2001:db8:1:3::5'))
  expect(networkOf('192.0.2.1')).not.toBe(networkOf('192.0.2.2'))
})
