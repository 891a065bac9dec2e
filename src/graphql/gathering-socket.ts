import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

type SendOptions = NonNullable<Parameters<WebSocket['send']>[1]>
type Sent = (error?: Error) => void

/** So much may wait in this process for a client; whoever sends more waits until it was taken. */
const waitingBytes = 8 * 1024

/**
 * A socket that sends its first message of a turn at once, and gathers those that follow it in the same turn, for one call to the
 * system. Sending counts as done at once while little waits: so whoever sends one message after the other has the next one in the
 * same turn. A message that is lost with the connection is nobody's to send again: the close tells of it.
 */
export class GatheringSocket extends WebSocket {
  #wire: Duplex | null = null
  #hasSent = false
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
    this.#beginOrGather(this.#wire)
    super.send(data, options, ignore)
    done?.()
  }

  #beginOrGather(wire: Duplex): void {
    if (!this.#hasSent) {
      this.#hasSent = true
      process.nextTick(() => this.#endTurn(wire))
    } else if (!this.#isGathering) {
      this.#isGathering = true
      wire.cork()
    }
  }

  #endTurn(wire: Duplex): void {
    this.#hasSent = false
    if (!this.#isGathering) return
    this.#isGathering = false
    wire.uncork()
  }
}

const ignore = () => undefined
