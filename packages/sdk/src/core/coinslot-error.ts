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
  declare readonly code: CoinslotErrorCode
  /** Whether the same call can succeed later. */
  declare readonly retryable: boolean
  /** Milliseconds to wait before the next call; null if unknown. */
  declare readonly retryAfterMs: number | null
  /** The id of the request in the log of the server; null if there was no answer. */
  declare readonly requestId: string | null
  /** The code as the server sent it; null for failures without one. */
  declare readonly serverCode: string | null

  constructor(code: CoinslotErrorCode, message: string, { cause, ...details }: CoinslotErrorDetails = {}) {
    super(message, cause === undefined ? undefined : { cause })
    const defaults = { retryable: false, retryAfterMs: null, requestId: null, serverCode: null }
    Object.assign(this, defaults, details, { code })
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

/** The result of the task, whose failure has the code unless it has one already. */
export async function withErrorCode<Result>(
  code: CoinslotErrorCode,
  task: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    return await task()
  } catch (error) {
    throw toCoinslotError(error, code)
  }
}

/** Any thrown value as a CoinslotError, whose message says at first what failed. */
export function toCoinslotError(
  cause: unknown,
  code: CoinslotErrorCode = 'UNKNOWN',
  failure = '',
): CoinslotError {
  return cause instanceof CoinslotError
    ? cause
    : new CoinslotError(code, failure + (cause instanceof Error ? cause.message : String(cause)), {
        retryable: true,
        cause,
      })
}
