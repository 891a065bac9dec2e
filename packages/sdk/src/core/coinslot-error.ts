import { toErrorCode, type CoinslotErrorCode } from './error-codes.ts'
import { playerMessageOf, type PlayerMessage } from './player-messages.ts'

/** What a `CoinslotError` has besides its code and its message. */
export type CoinslotErrorDetails = {
  /** Default false. */
  readonly retryable?: boolean
  readonly retryAfterMs?: number | null
  readonly requestId?: string | null
  readonly serverCode?: string | null
  readonly cause?: unknown
}

/** A failure with a reason that programs can decide by. */
export class CoinslotError extends Error {
  override readonly name = 'CoinslotError'
  /** The reason. `message` explains it for developers and may change. */
  readonly code: CoinslotErrorCode
  /** Whether the same call can succeed later. */
  readonly retryable: boolean
  /** Milliseconds to wait before the next call; null if unknown. */
  readonly retryAfterMs: number | null
  /** The id of the request in the log of the server; null if there was no answer. */
  readonly requestId: string | null
  /** The code as the server sent it; null for failures without one. */
  readonly serverCode: string | null

  constructor(code: CoinslotErrorCode, message: string, details: CoinslotErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.retryable = details.retryable ?? false
    this.retryAfterMs = details.retryAfterMs ?? null
    this.requestId = details.requestId ?? null
    this.serverCode = details.serverCode ?? null
  }

  /** What to show to the player. */
  get playerMessage(): PlayerMessage {
    return playerMessageOf(this.code)
  }
}

/** A `Problem` as the server sends it. */
export type ProblemFields = {
  readonly code: string
  readonly message: string
  readonly retryable: boolean
  readonly retryAfterMs: number | null
}

export const toProblemError = (
  { code, message, retryable, retryAfterMs }: ProblemFields,
  requestId: string | null,
): CoinslotError =>
  new CoinslotError(toErrorCode(code), message, { retryable, retryAfterMs, requestId, serverCode: code })

/** Any thrown value as a CoinslotError. */
export function toCoinslotError(error: unknown, code: CoinslotErrorCode = 'UNKNOWN'): CoinslotError {
  if (error instanceof CoinslotError) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CoinslotError(code, message, { retryable: true, cause: error })
}
