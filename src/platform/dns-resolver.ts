import type { LookupAddress } from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'
import { singleFlight } from './single-flight.ts'

/** Resolves a host name to its addresses. */
export type ResolveHost = (name: string) => Promise<readonly LookupAddress[]>

export type HostResolverOptions = {
  /** DNS servers to use in place of the machine's own. */
  readonly servers?: readonly string[]
  readonly systemResolver?: ResolveHost
}

/** The limit for one name, all attempts together. */
const dnsTimeoutMs = 4_000
const dnsTryTimeoutMs = 1_500
const timeoutErrorCodes = ['ETIMEOUT', 'ECANCELLED']

/**
 * Resolves as other programs on the machine do, hosts file included. `getaddrinfo` occupies one of the few threads of libuv's pool
 * and cannot be canceled, so one name is resolved at a time and other work always finds a free thread.
 */
export const resolveWithSystem: ResolveHost = shareResolutions(
  serialize((name) => lookup(name, { all: true })),
)

/**
 * Resolves names that somebody else chose. DNS comes first, because it occupies no thread and has a timeout; the system resolver is
 * used only for names without a dot and for names that DNS does not have.
 */
export function createHostResolver({
  servers,
  systemResolver = resolveWithSystem,
}: HostResolverOptions = {}): ResolveHost {
  return shareResolutions(async (name) => {
    const found = name.includes('.') ? await resolveWithDns(name, servers) : []
    return found.length > 0 ? found : systemResolver(name)
  })
}

/** @returns no addresses when DNS does not have the name */
async function resolveWithDns(name: string, servers?: readonly string[]): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: dnsTryTimeoutMs, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  const timer = setTimeout(() => resolver.cancel(), dnsTimeoutMs)
  const results = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  clearTimeout(timer)
  const found = results.flatMap((result, index) =>
    result.status === 'rejected'
      ? []
      : result.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })),
  )
  // After a timeout the system resolver would be as slow, so it is not tried.
  const timedOut = results.find(
    (result) => result.status === 'rejected' && timeoutErrorCodes.includes(codeOf(result.reason)),
  )
  if (found.length === 0 && timedOut?.status === 'rejected') throw timedOut.reason
  return found
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ''

function shareResolutions(resolve: ResolveHost): ResolveHost {
  return singleFlight(resolve, (name) => name)
}

/** Runs one resolution at a time, in the order of the calls. */
export function serialize(resolve: ResolveHost): ResolveHost {
  let last: Promise<unknown> = Promise.resolve()
  return (name) => {
    const result = last.then(() => resolve(name))
    last = result.catch(() => undefined)
    return result
  }
}
