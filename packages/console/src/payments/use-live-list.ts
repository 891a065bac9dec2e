import { useEffect, useEffectEvent, useState } from 'react'
import { useAppKeys } from '../app/app-keys.tsx'
import type { StreamState } from './event-stream.ts'

/** However much is sold, the list is read again at most this often. */
const minPauseMs = 2_000

/**
 * Reads the list again when payments change. The server filters and sorts, so the list is the one that a reload would show. The code
 * for the socket is loaded when it is needed.
 */
export function useLiveList(isLive: boolean, reload: () => void): StreamState | null {
  const { appKey } = useAppKeys()
  const [state, setState] = useState<StreamState>('CONNECTING')
  const onChange = useEffectEvent(reload)
  useEffect(() => {
    if (!isLive || appKey === null) return undefined
    const throttled = throttle(() => onChange(), minPauseMs)
    const stream = openWhenLoaded({
      appKey,
      onEvent: throttled.call,
      onState: (next) => {
        setState(next)
        // What happened while there was no connection.
        if (next === 'OPEN') throttled.call()
      },
    })
    return () => {
      stream.close()
      throttled.cancel()
    }
  }, [isLive, appKey])
  return isLive ? state : null
}

type StreamOptions = {
  readonly appKey: string
  readonly onEvent: () => void
  readonly onState: (state: StreamState) => void
}

function openWhenLoaded(options: StreamOptions): { close: () => void } {
  let isClosed = false
  let close: () => void = () => undefined
  import('./event-stream.ts').then(
    ({ openEventStream }) => {
      if (!isClosed) close = openEventStream(options)
    },
    () => options.onState('LOST'),
  )
  return {
    close: () => {
      isClosed = true
      close()
    },
  }
}

/** Calls at once, and at most once in a pause; a call in between is made at its end. */
function throttle(run: () => void, pauseMs: number): { call: () => void; cancel: () => void } {
  let timer = 0
  let isWaiting = false
  const start = () => {
    run()
    timer = window.setTimeout(() => {
      timer = 0
      if (!isWaiting) return
      isWaiting = false
      start()
    }, pauseMs)
  }
  return {
    call: () => {
      if (timer === 0) start()
      else isWaiting = true
    },
    cancel: () => window.clearTimeout(timer),
  }
}
