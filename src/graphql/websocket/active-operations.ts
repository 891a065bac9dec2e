import type { OperationResult } from 'graphql-ws'

/**
 * The running operations of one socket. When a client reuses the id of a running operation, graphql-ws drops its own reference to
 * that operation and would leave its stream running after the socket is closed.
 */
export type ActiveOperations = {
  readonly count: () => number
  /** Registers an operation; false if an operation with this id is still running. */
  begin: (id: string) => boolean
  /** Stores the operation's stream, so that `close` can end it; a stream that arrives after `close` is ended immediately. */
  attachResult: (id: string, result: OperationResult) => void
  end: (id: string) => void
  /** Ends all streams; called when the socket is closed. */
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
