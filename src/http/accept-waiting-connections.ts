import type { Server, Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Connections that arrive without a pause cannot delay the end of listening for longer. */
const acceptTimeoutMs = 250
/** A longer turn of the event loop has done other work, during which connections may have arrived. */
const quietTurnMs = 1

/**
 * Accepts the connections that wait to be accepted, then stops listening: the kernel resets those that still wait at that moment. Node
 * accepts one connection in each turn of the event loop. So the connections are set aside first, which keeps the turns short, and none
 * waits when a turn has passed without one.
 */
export async function acceptWaitingConnections(server: Server, stopListening: () => void): Promise<void> {
  const handlers = server.listeners('connection') as ((socket: Socket) => void)[]
  const accepted: Socket[] = []
  const setAside = (socket: Socket) => {
    socket.on('error', ignoreError)
    accepted.push(socket)
  }
  server.removeAllListeners('connection')
  server.on('connection', setAside)
  await untilQuiet(() => accepted.length)
  stopListening()
  server.off('connection', setAside)
  for (const handler of handlers) server.on('connection', handler)
  for (const socket of accepted) {
    socket.off('error', ignoreError)
    if (!socket.destroyed) server.emit('connection', socket)
  }
}

async function untilQuiet(countAccepted: () => number): Promise<void> {
  const deadline = performance.now() + acceptTimeoutMs
  // The current turn may already have accepted its connection.
  await nextTurn()
  for (let isQuiet = false; !isQuiet && performance.now() < deadline;) {
    const [startedAt, before] = [performance.now(), countAccepted()]
    await nextTurn()
    isQuiet = countAccepted() === before && performance.now() - startedAt < quietTurnMs
  }
}

function ignoreError(): void {
  // The client has closed the connection, which is destroyed.
}
