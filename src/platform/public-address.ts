import { BlockList, isIP, isIPv6 } from 'node:net'
import ipaddr from 'ipaddr.js'

/** `ipv4` or `ipv6`, as `BlockList` names them. */
export function toFamilyName(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4'
}

/** @param cidrs address ranges such as `10.1.0.0/16` or `::1/128` */
export function createAddressList(cidrs: readonly string[]): BlockList {
  const list = new BlockList()
  for (const cidr of cidrs) {
    const [address = '', bits = ''] = cidr.split('/')
    list.addSubnet(address, Number(bits), toFamilyName(address))
  }
  return list
}

/** The only IPv6 addresses of the public internet; every other form leads to IPv4, to the own network, or nowhere. */
const globalUnicast = createAddressList(['2000::/3'])

/** Ranges that count as public by their number, but are reserved, carry an IPv4 address, or lead to internal services. */
const blockedRanges = createAddressList([
  // The address at which a virtual machine of Azure reaches its host.
  '168.63.129.16/32',
  // IETF protocol assignments, with Teredo, ORCHID and benchmarking.
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
])

/** Whether a connection to the address leaves for the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 0 || ipaddr.parse(address).range() !== 'unicast') return false
  const family = toFamilyName(address)
  if (family === 'ipv6' && !globalUnicast.check(address, family)) return false
  return !blockedRanges.check(address, family) && !containsPrivateIpv4(address)
}

/** An ISATAP address (RFC 5214) ends in `0:5efe` or `200:5efe` and an IPv4 address. */
function containsPrivateIpv4(address: string): boolean {
  const parsed = ipaddr.parse(address)
  if (parsed instanceof ipaddr.IPv4) return false
  const [high = 0, low = 0, ...lastParts] = parsed.parts.slice(4)
  if ((high & ~0x200) !== 0 || low !== 0x5efe) return false
  const bytes = lastParts.flatMap((part) => [part >> 8, part & 0xff])
  return !isPublicAddress(new ipaddr.IPv4(bytes).toString())
}
