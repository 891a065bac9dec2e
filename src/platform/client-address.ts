import proxyAddr from '@fastify/proxy-addr'
import ipaddr from 'ipaddr.js'
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
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
  const address =
    /^(?:\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+)$/.exec(text)?.slice(1).find(Boolean) ?? text
  return isIP(address) === 0 ? null : ipaddr.process(address).toString()
}

/** The network that one client is assumed to have: an IPv4 address itself, of an IPv6 address the first 64 bits. */
export function networkOf(address: string): string {
  if (isIP(address) !== 6) return address
  return ipaddr.parse(address).toByteArray().slice(0, 8).join('.')
}
