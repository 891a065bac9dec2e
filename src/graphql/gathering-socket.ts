import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

type SendOptions = NonNullable<Parameters<WebSocket['send']>[1]>
type Sent = (error?: Error) => void

/** So much may wait in this process for a client; whoever sends more waits until it was taken. */
const waitingBytes = 8 * 1024

/**
 * A socket that gathers what it is sent within a turn, and hands it to the system by one call. Sending counts as done at once while
 * little waits: so whoever sends one message after the other has the next one in the same turn. A message that is lost with the
 * connection is nobody's to send again: the close tells of it.
 */
export class GatheringSocket extends WebSocket {
  #wire: Duplex | null = null
  #isGathering = false

  /** What the socket writes to, once it is open. */
  gatherOn(wire: Duplex): void {
    this.#wire = wire
  }

  override send(data: string, sent?: Sent): void
  override send(data: Parameters<WebSocket['send']>[0], options: SendOptions, sent?: Sent): void
  override send(
    data: Parameters<WebSocket['send']>[0],
    optionsOrSent?: SendOptions | Sent,
    sent?: Sent,
  ): void {
    const options = typeof optionsOrSent === 'object' ? optionsOrSent : {}
    const done = typeof optionsOrSent === 'function' ? optionsOrSent : sent
    if (this.#wire === null || this.readyState !== WebSocket.OPEN || this.bufferedAmount > waitingBytes) {
      super.send(data, options, done)
      return
    }
    this.#gather(this.#wire)
    super.send(data, options, ignore)
    done?.()
  }

  #gather(wire: Duplex): void {
    if (this.#isGathering) return
    this.#isGathering = true
    wire.cork()
    process.nextTick(() => {
      this.#isGathering = false
      wire.uncork()
    })
  }
}

const ignore = () => undefined
