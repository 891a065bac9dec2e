import type { LookupAddress } from 'node:dns'
import { lookup, Resolver } from 'node:dns/promises'

/** The addresses of a name. */
export type LookUp = (name: string) => Promise<readonly LookupAddress[]>

export type LookUpOptions = {
  /** Other servers than the machine's own. */
  readonly servers?: readonly string[]
  readonly askSystem?: LookUp
}

/** Nobody waits longer for DNS. */
const dnsWithinMs = 4_000
const oneTryMs = 1_500
const slow = ['ETIMEOUT', 'ECANCELLED']

/**
 * Asks the machine as any other program does, with its hosts file. That takes one of the few threads of the process, for as long as
 * it takes, and cannot be given up: so one name at a time is asked for, and the names of others are never far behind.
 */
export const lookUpInSystem: LookUp = share(oneAtATime((name) => lookup(name, { all: true })))

/**
 * Asks for names that somebody else chose. DNS is asked first, which takes no thread and has an end; the machine is asked only for
 * names without a dot, and for those that DNS does not know.
 */
export function createLookUp({ servers, askSystem = lookUpInSystem }: LookUpOptions = {}): LookUp {
  return share(async (name) => {
    const found = name.includes('.') ? await askDns(name, servers) : []
    return found.length > 0 ? found : askSystem(name)
  })
}

/** Empty if there is no such name. */
async function askDns(name: string, servers?: readonly string[]): Promise<LookupAddress[]> {
  const resolver = new Resolver({ timeout: oneTryMs, tries: 2 })
  if (servers !== undefined) resolver.setServers(servers)
  const limit = setTimeout(() => resolver.cancel(), dnsWithinMs)
  const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
  clearTimeout(limit)
  const found = answers.flatMap((answer, index) =>
    answer.status === 'rejected'
      ? []
      : answer.value.map((address) => ({ address, family: index === 0 ? 4 : 6 })),
  )
  // The machine would only be as slow.
  const late = answers.find((answer) => answer.status === 'rejected' && slow.includes(codeOf(answer.reason)))
  if (found.length === 0 && late?.status === 'rejected') throw late.reason
  return found
}

const codeOf = (error: unknown) => (error as { code?: string }).code ?? ''

/** All who ask for a name while it is asked for get the same answer. */
function share(ask: LookUp): LookUp {
  const asked = new Map<string, ReturnType<LookUp>>()
  return (name) => {
    const others = asked.get(name)
    if (others !== undefined) return others
    const answer = ask(name).finally(() => asked.delete(name))
    asked.set(name, answer)
    return answer
  }
}

export function oneAtATime(ask: LookUp): LookUp {
  let last: Promise<unknown> = Promise.resolve()
  return (name) => {
    const answer = last.then(() => ask(name))
    last = answer.catch(() => undefined)
    return answer
  }
}
