import { describe, expect, test } from 'vitest'
import { isPublicAddress } from './public-address.ts'
import { safePost } from './ssrf-safe-post.ts'

const publicAddresses = [
  '1.1.1.1',
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.0',
  '172.32.0.1',
  '192.0.1.1',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2001:200::1',
  '2a00:1450:4001:82b::200e',
]

const otherAddresses = {
  'the own network': ['0.0.0.0', '0.1.2.3', '127.0.0.1', '127.255.255.254', '::', '::1'],
  'a private network': ['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.0.1', 'fc00::1', 'fdff::1'],
  'a shared network': ['100.64.0.0', '100.127.255.255'],
  'the link': ['169.254.169.254', 'fe80::1', 'febf::1', 'fe80::1%eth0', 'fec0::1'],
  'a protocol assignment': ['192.0.0.1', '192.0.0.170', '2001:1::1', '2001:10::1', '2001:20::1', '5f00::1'],
  'a benchmark': ['198.18.0.1', '198.19.255.255', '2001:2::1'],
  documentation: ['192.0.2.1', '198.51.100.1', '203.0.113.1', '2001:db8::1', '3fff::1'],
  'a group of receivers': ['224.0.0.1', '239.255.255.255', 'ff02::1', 'ff0e::1'],
  'a reserved range': ['240.0.0.1', '255.255.255.255', '100::1', '1000::1', '4000::1'],
  'an IPv4 address in IPv6': [
    '::127.0.0.1',
    '::a9fe:a9fe',
    '::ffff:169.254.169.254',
    '::ffff:8.8.8.8',
    '::ffff:0:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::a9fe:a9fe',
    '2002:a9fe:a9fe::',
    '2001:0:4136:e378:8000:63bf:5601:5601',
    '2606:4700::5efe:a9fe:a9fe',
    '2606:4700::200:5efe:a00:1',
  ],
  'the host of a virtual machine': ['168.63.129.16'],
  'no address': ['', 'localhost', '1.2.3', '0x7f.1', '2130706433', '1.1.1.1.', '[::1]', '::1::'],
}

describe('isPublicAddress', () => {
  test.each(publicAddresses)('%s is public', (address) => {
    expect(isPublicAddress(address)).toBe(true)
  })

  test.each(Object.entries(otherAddresses).flatMap(([what, list]) => list.map((each) => [each, what])))(
    '%s is not public: it is %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(false)
    },
  )
})

describe('a request', () => {
  const post = (host: string, addresses: readonly string[]) =>
    safePost({
      url: `http://${host}:9/hook`,
      headers: {},
      body: '{}',
      timeoutMs: 2_000,
      maxResponseBytes: 100,
      allowlist: { hosts: [], cidrs: [] },
      resolve: () =>
        Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))),
    })
  const { 'no address': _, ...blocked } = otherAddresses

  test.each(Object.values(blocked).flat())('a name that resolves to %s is refused', async (address) => {
    await expect(post('receiver.example', [address])).rejects.toThrow('resolves to a private or reserved')
  })

  test('a name with a public and a private address is refused', async () => {
    await expect(post('receiver.example', ['1.1.1.1', '::a9fe:a9fe'])).rejects.toThrow('private or reserved')
  })

  test.each([
    '2852039166',
    '0xa9fea9fe',
    '0xa9.0xfe.0xa9.0xfe',
    '0251.0376.0251.0376',
    '169.254.43518',
    '169.254.169.254.',
    '[0:0:0:0:0:ffff:169.254.169.254]',
    '[::169.254.169.254]',
    '[::127.0.0.1]',
  ])('the host %s is refused', async (host) => {
    await expect(post(host, ['1.1.1.1'])).rejects.toThrow('private or reserved')
  })

  test('a zone id is no host of a URL', async () => {
    await expect(post('[fe80::1%25eth0]', [])).rejects.toThrow('Invalid URL')
  })
})
