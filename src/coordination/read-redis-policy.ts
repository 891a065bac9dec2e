import { once } from 'node:events'
import { createSubscriberClient } from './redis-clients.ts'

const timeoutMs = 3_000

type RedisPolicy = { readonly version: string; readonly evictionPolicy: string | null }

/**
 * What a Redis server says about itself, over a connection of its own.
 * @throws if it does not answer
 */
export async function readRedisPolicy(url: string): Promise<RedisPolicy> {
  const client = createSubscriberClient(url)
  let failure: unknown = null
  client.on('error', (error) => {
    failure = error
  })
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    await once(client, 'ready', { signal }).catch((error: unknown) => {
      throw failure ?? error
    })
    const info = await client.info()
    const read = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(info)?.[1] ?? null
    return { version: read('redis_version') ?? 'unknown', evictionPolicy: read('maxmemory_policy') }
  } finally {
    client.disconnect()
  }
}
