import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { toAddressBlock } from '../../platform/client-address.ts'
import { createConcurrencyLimiter } from '../../platform/concurrency-limiter.ts'

/** Sockets that have not sent valid credentials yet. They are limited apart from the sockets of callers. */
export type UnauthenticatedSockets = {
  /** Counts a connection that is about to be upgraded; null if there are too many. */
  acquire: (address: string, stream: Duplex) => (() => void) | null
  /** Connects the upgraded socket with its count. */
  attach: (socket: WebSocket, release: () => void) => void
  /** The caller of the socket is known, and the socket no longer counts as unauthenticated. */
  release: (socket: WebSocket) => void
}

/** `connection_init` has at most 16 KiB; the rest is the framing. */
const maxReceivedBytes = 20 * 1024
/** So that one address cannot keep all others from connecting. */
const shareOfOneAddress = 1 / 4

export function createUnauthenticatedSockets(maxSockets: number): UnauthenticatedSockets {
  const all = createConcurrencyLimiter(maxSockets)
  const byAddress = createConcurrencyLimiter(Math.max(1, Math.floor(maxSockets * shareOfOneAddress)))
  const releases = new WeakMap<WebSocket, () => void>()
  return {
    acquire: (address, stream) => {
      const slots = [byAddress.acquire(toAddressBlock(address)), all.acquire('')]
      const stopCounting = limitReceivedBytes(stream, maxReceivedBytes)
      const release = () => {
        stopCounting()
        for (const releaseSlot of slots) releaseSlot?.()
      }
      if (slots.includes(null)) {
        release()
        return null
      }
      stream.once('close', release)
      return release
    },
    attach: (socket, release) => void releases.set(socket, release),
    release: (socket) => releases.get(socket)?.(),
  }
}

/** Ends a connection that sends too much, because messages are held in memory until they are complete. */
function limitReceivedBytes(stream: Duplex, limit: number): () => void {
  let received = 0
  const count = (chunk: Buffer) => {
    received += chunk.length
    if (received > limit) stream.destroy()
  }
  stream.on('data', count)
  return () => void stream.off('data', count)
}
