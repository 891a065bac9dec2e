import type { LookupAddress } from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'

/** The addresses of a name. */
export type ResolveHost = (name: string) => Promise<readonly LookupAddress[]>

export type HostResolverOptions = {
  /** Other servers than the machine's own. */
  readonly servers?: readonly string[]
  readonly systemResolver?: ResolveHost
}

/** Nobody waits longer for DNS. */
const dnsTimeoutMs = 4_000
const dnsTryTimeoutMs = 1_500
const timeoutErrorCodes = ['ETIMEOUT', 'ECANCELLED']

/**
 * Asks the machine as any other program does, with its hosts file. That takes one of the few threads of the process, for as long as
 * it takes, and cannot be given up: so one name at a time is asked for, and the names of others are never far behind.
 */
export const resolveWithSystem: ResolveHost = shareResolutions(
  serialize((name) => lookup(name, { all: true })),
)

/**
 * Asks for names that somebody else chose. DNS is asked first, which takes no thread and has an end; the machine is asked only for
 * names without a dot, and for those that DNS does not know.
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

/** Empty if there is no such name. */
async function resolveWithDns(name: string, servers?: readonly string[]): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: dnsTryTimeoutMs, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  const limit = setTimeout(() => resolver.cancel(), dnsTimeoutMs)
  const results = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  clearTimeout(limit)
  const found = results.flatMap((answer, index) =>
    answer.status === 'rejected'
      ? []
      : answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })),
  )
  // The machine would only be as slow.
  const late = results.find(
    (answer) => answer.status === 'rejected' && timeoutErrorCodes.includes(codeOf(answer.reason)),
  )
  if (found.length === 0 && late?.status === 'rejected') throw late.reason
  return found
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ''

/** All who ask for a name while it is asked for get the same answer. */
function shareResolutions(resolve: ResolveHost): ResolveHost {
  const inFlight = new Map<string, ReturnType<ResolveHost>>()
  return (name) => {
    const flight = inFlight.get(name)
    if (flight !== undefined) return flight
    const answer = resolve(name).finally(() => inFlight.delete(name))
    inFlight.set(name, answer)
    return answer
  }
}

export function serialize(resolve: ResolveHost): ResolveHost {
  let last: Promise<unknown> = Promise.resolve()
  return (name) => {
    const answer = last.then(() => resolve(name))
    last = answer.catch(() => undefined)
    return answer
  }
}
