/** The target of a Redis URL, as options of ioredis. */
export type RedisEndpoint =
  | { kind: 'redis'; options: RedisCredentials & (SingleNode | SentinelGroup) }
  | { kind: 'cluster'; nodes: Address[]; options: RedisCredentials }

type Address = {
  host: string
  port: number
}

type RedisCredentials = {
  username?: string
  password?: string
  tls?: Record<string, never>
}

type SingleNode = {
  db: number
} & Address

type SentinelGroup = {
  sentinels: Address[]
  name: string
  db: number
  sentinelPassword?: string
  sentinelTLS?: Record<string, never>
  enableTLSForSentinelMode?: boolean
}

const redisUrlPattern =
  /^redis(?<tls>s?)(?:-(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^@/]*)@)?(?<hosts>[^/?#]+)(?:\/(?<path>[^?#]*))?(?:\?(?<query>[^#]*))?$/

/**
 * `redis://[user:password@]host[:port][/db]`, `redis-cluster://host:port,host:port` and
 * `redis-sentinel://host:port,host:port/name[/db][?sentinelPassword=…]`; with `rediss` in place of `redis` over TLS.
 */
export function parseRedisUrl(url: string): RedisEndpoint {
  const parts = redisUrlPattern.exec(url)?.groups
  // The URL may contain a password, so the message does not repeat it.
  if (parts === undefined) {
    throw new Error(
      'The Redis URL must start with redis://, rediss://, redis-sentinel:// or redis-cluster://',
    )
  }
  const { kind, tls, user, hosts = '', path = '', query } = parts
  const nodes = hosts.split(',').map((host) => parseAddress(host, kind === 'sentinel' ? 26379 : 6379))
  const login = { ...parseLogin(user), ...(tls === 's' ? { tls: {} } : {}) }

  if (kind === 'cluster') return { kind: 'cluster', nodes, options: login }
  if (kind === 'sentinel') {
    return { kind: 'redis', options: { ...login, ...sentinelOptions(nodes, path, query, tls === 's') } }
  }
  const [node] = nodes
  if (node === undefined || nodes.length > 1) {
    throw new Error('A redis:// URL takes one host; use redis-sentinel:// or redis-cluster:// for several')
  }
  return { kind: 'redis', options: { ...login, ...node, db: parseDb(path) } }
}

function sentinelOptions(
  sentinels: Address[],
  path: string,
  query: string | undefined,
  tls: boolean,
): SentinelGroup {
  const [name, db = ''] = path.split('/')
  if (!name)
    throw new Error(
      'A redis-sentinel:// URL must end in the master group name: redis-sentinel://host:26379/name',
    )
  const sentinelPassword = new URLSearchParams(query).get('sentinelPassword')
  return {
    sentinels,
    name: decodeURIComponent(name),
    db: parseDb(db),
    ...(sentinelPassword ? { sentinelPassword } : {}),
    ...(tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
  }
}

function parseAddress(text: string, defaultPort: number): Address {
  const match = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:[\]]+))(?::(?<port>\d{1,5}))?$/.exec(text)?.groups
  const host = match?.['v6'] ?? match?.['name']
  if (host === undefined) throw new Error('Invalid host in the Redis URL; expected host:port or [v6]:port')
  return { host, port: Number(match?.['port'] ?? defaultPort) }
}

function parseLogin(user: string | undefined): RedisCredentials {
  if (!user) return {}
  const colon = user.indexOf(':')
  if (colon < 0) return { password: decodeURIComponent(user) }
  const username = decodeURIComponent(user.slice(0, colon))
  const password = decodeURIComponent(user.slice(colon + 1))
  return username ? { username, password } : { password }
}

function parseDb(text: string): number {
  if (!/^\d*$/.test(text)) throw new Error('The path of a Redis URL must be a database number')
  return Number(text)
}
