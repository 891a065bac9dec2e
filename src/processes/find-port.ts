import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { platform } from 'node:os'

/**
 * Linux spreads the connections over all processes that listen on a port. Elsewhere the primary hands them out, and one
 * that it hands to a process killed in that moment hangs.
 */
export const kernelSharesPorts = platform() === 'linux'

/** The port for all of them; throws if somebody else listens there, which one who shares a port would not notice. */
export async function findPort(host: string, port: number): Promise<number> {
  const server = createServer().listen({ host, port })
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return address.port
}
