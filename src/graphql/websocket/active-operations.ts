import type { OperationResult } from 'graphql-ws'

/**
 * The operations of one socket, each from its question to its end. graphql-ws forgets an operation whose id is asked for again
 * before it has ended, and would let it go on behind the socket's back.
 */
export type ActiveOperations = {
  readonly count: () => number
  /** False: an operation of this id has not ended yet. */
  begin: (id: string) => boolean
  /** What it answers with; a stream of a socket that is gone meanwhile is ended. */
  attachResult: (id: string, result: OperationResult) => void
  end: (id: string) => void
  /** The socket is gone: ends whatever still streams. */
  close: () => void
}

export function createActiveOperations(): ActiveOperations {
  const streams = new Map<string, AsyncIterator<unknown> | null>()
  let isClosed = false
  const stop = (stream: AsyncIterator<unknown> | null) => void stream?.return?.()
  return {
    count: () => streams.size,
    begin: (id) => {
      if (streams.has(id)) return false
      streams.set(id, null)
      return true
    },
    attachResult: (id, result) => {
      if (!isStream(result)) return
      if (isClosed) stop(result)
      else streams.set(id, result)
    },
    end: (id) => void streams.delete(id),
    close: () => {
      isClosed = true
      for (const stream of streams.values()) stop(stream)
      streams.clear()
    },
  }
}

function isStream(
  result: OperationResult,
): result is Extract<OperationResult, AsyncIterableIterator<unknown>> {
  return typeof result === 'object' && result !== null && Symbol.asyncIterator in result
}
