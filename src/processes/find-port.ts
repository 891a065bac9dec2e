import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { platform } from 'node:os'

/**
 * Linux distributes connections over all processes that listen on a port. Elsewhere the primary distributes them, and a connection
 * that it passes to a process that is being killed hangs.
 */
export const kernelSharesPorts = platform() === 'linux'

/** The port for all processes. Throws if another program listens on it, which a process that shares the port would not notice. */
export async function findPort(host: string, port: number): Promise<number> {
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return address.port
}
