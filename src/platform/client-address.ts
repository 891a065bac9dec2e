import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import type { IncomingMessage } from 'node:http'
import { isIP, isIPv4 } from 'node:net'
import { isCidr } from './ssrf-safe-post.ts'

/** Reads the IP address of the client that sent a request or opens a WebSocket. */
export type ClientAddressReader = (request: IncomingMessage) => string

/**
 * The client is the peer of the connection. Only if the peer is one of the trusted proxies, the client is the last address in
 * `X-Forwarded-For` that is not a trusted proxy itself: the entries before it were written by the client and prove nothing.
 */
export function createClientAddressReader(trustedProxies: readonly string[]): ClientAddressReader {
  const isTrustedAddress = proxyAddr.compile([...trustedProxies])
  const isTrusted = (text: string, index: number) => isTrustedAddress(normalizeAddress(text) ?? text, index)
  return (request) => {
    // The peer first, then the entries of the header from the last to the first one that is not trusted.
    const addresses = proxyAddr.all(request, isTrusted).map(normalizeAddress)
    // The last one is no address if a proxy forwards what its client wrote; then the proxy before it counts as the client.
    return addresses.findLast((address) => address !== null) ?? ''
  }
}

/** Whether the text is an IP address, or a range of addresses in CIDR notation, which proxies may have. */
export function isProxyAddressOrCidr(text: string): boolean {
  // A range of all addresses would let every client choose its address.
  return !text.includes('%') && (isIP(text) !== 0 || (isCidr(text) && !/\/0+$/.test(text)))
}

/** IPv4 addresses that are mapped into IPv6 (`::ffff:192.0.2.1`) are the same client as the plain ones; some proxies add a port. */
function normalizeAddress(text: string): string | null {
  if (isIPv4(text)) return text
  const address =
    /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text)?.slice(1).find(Boolean) ?? text
  return isIP(address) === 0 ? null : ipaddr.process(address).toString()
}

/**
 * The addresses that one machine can choose from: an IPv4 address, or the first 64 bits of an IPv6 address, of which networks give each
 * customer at least one such block.
 */
export function toAddressBlock(address: string): string {
  if (!address.includes(':')) return address
  const parsed = ipaddr.parse(address)
  return parsed instanceof ipaddr.IPv6
    ? parsed.parts
        .slice(0, 4)
        .map((part) => part.toString(16))
        .join(':')
    : address
}
