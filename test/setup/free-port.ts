import { once } from 'node:events'
import { createServer } from 'node:net'

/** A port below the range of outgoing connections, so that it stays free while its owner restarts. */
const [lowest, highest] = [12_000, 31_999]

export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1))
    if (await isFree(port)) return port
  }
  throw new Error('No port is free on 127.0.0.1.')
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return true
  } catch {
    return false
  } finally {
    server.close()
  }
}
