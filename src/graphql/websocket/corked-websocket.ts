import type { Duplex } from 'node:stream'
import { WebSocket } from 'ws'

type SendOptions = NonNullable<Parameters<WebSocket['send']>[1]>
type SendCallback = (error?: Error) => void

/** Above this amount of unsent data, `send` reports completion only when the data is written, which slows the sender down. */
const maxBufferedBytes = 8 * 1024

/**
 * A WebSocket that writes the first message of an event loop tick immediately, and corks the stream for the messages that follow
 * in the same tick, so that they are written by one system call. While little data is buffered, `send` calls back immediately, so
 * a sender that waits for each message produces its next one in the same tick. The callback therefore does not report write
 * errors: a lost connection is reported by the close event.
 */
export class CorkedWebSocket extends WebSocket {
  #stream: Duplex | null = null
  #hasSentInTick = false
  #isCorked = false

  /** Sets the stream that the socket writes to, once the socket is open. */
  attachStream(stream: Duplex): void {
    this.#stream = stream
  }

  override send(data: string, callback?: SendCallback): void
  override send(data: Parameters<WebSocket['send']>[0], options: SendOptions, callback?: SendCallback): void
  override send(
    data: Parameters<WebSocket['send']>[0],
    optionsOrCallback?: SendOptions | SendCallback,
    callback?: SendCallback,
  ): void {
    const options = typeof optionsOrCallback === 'object' ? optionsOrCallback : {}
    const onSent = typeof optionsOrCallback === 'function' ? optionsOrCallback : callback
    if (
      this.#stream === null ||
      this.readyState !== WebSocket.OPEN ||
      this.bufferedAmount > maxBufferedBytes
    ) {
      super.send(data, options, onSent)
      return
    }
    this.#corkAfterFirstSend(this.#stream)
    super.send(data, options, noop)
    onSent?.()
  }

  #corkAfterFirstSend(stream: Duplex): void {
    if (!this.#hasSentInTick) {
      this.#hasSentInTick = true
      process.nextTick(() => this.#uncorkAtTickEnd(stream))
    } else if (!this.#isCorked) {
      this.#isCorked = true
      stream.cork()
    }
  }

  #uncorkAtTickEnd(stream: Duplex): void {
    this.#hasSentInTick = false
    if (!this.#isCorked) return
    this.#isCorked = false
    stream.uncork()
  }
}

const noop = () => undefined
