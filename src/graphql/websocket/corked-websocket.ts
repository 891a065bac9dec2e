import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

type SendOptions = NonNullable<Parameters<WebSocket['send']>[1]>
type SendCallback = (error?: Error) => void

/** So much may wait in this process for a client; whoever sends more waits until it was taken. */
const maxBufferedBytes = 8 * 1024

/**
 * A socket that sends its first message of a turn at once, and gathers those that follow it in the same turn, for one call to the
 * system. Sending counts as done at once while little waits: so whoever sends one message after the other has the next one in the
 * same turn. A message that is lost with the connection is nobody's to send again: the close tells of it.
 */
export class CorkedWebSocket extends WebSocket {
  #stream: Duplex | null = null
  #hasSentInTick = false
  #isCorked = false

  /** What the socket writes to, once it is open. */
  attachStream(wire: Duplex): void {
    this.#stream = wire
  }

  override send(data: string, sent?: SendCallback): void
  override send(data: Parameters<WebSocket['send']>[0], options: SendOptions, sent?: SendCallback): void
  override send(
    data: Parameters<WebSocket['send']>[0],
    optionsOrSent?: SendOptions | SendCallback,
    sent?: SendCallback,
  ): void {
    const options = typeof optionsOrSent === 'object' ? optionsOrSent : {}
    const done = typeof optionsOrSent === 'function' ? optionsOrSent : sent
    if (
      this.#stream === null ||
      this.readyState !== WebSocket.OPEN ||
      this.bufferedAmount > maxBufferedBytes
    ) {
      super.send(data, options, done)
      return
    }
    this.#corkAfterFirstSend(this.#stream)
    super.send(data, options, noop)
    done?.()
  }

  #corkAfterFirstSend(wire: Duplex): void {
    if (!this.#hasSentInTick) {
      this.#hasSentInTick = true
      process.nextTick(() => this.#uncorkAtTickEnd(wire))
    } else if (!this.#isCorked) {
      this.#isCorked = true
      wire.cork()
    }
  }

  #uncorkAtTickEnd(wire: Duplex): void {
    this.#hasSentInTick = false
    if (!this.#isCorked) return
    this.#isCorked = false
    wire.uncork()
  }
}

const noop = () => undefined
