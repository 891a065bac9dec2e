import { channel } from 'node:diagnostics_channel'
import { markFailed, traceSpan } from './tracing.ts'

/** Whom a request goes to, for metrics and traces: neither contains an id or a secret. */
export type OutgoingPeer = {
  /** A store. */
  readonly service: string
  /** One of few names for all calls of a kind, such as `orders.get`. */
  readonly endpoint: string
}

/** `result` is the class of the status (`2xx`), `429`, or the reason why there was no response. */
export type OutgoingCall = OutgoingPeer & { readonly result: string; readonly durationMs: number }

const calls = channel('coinslot.outgoing-call')

/** Calls the listener after every call of this process. Returns the function that ends it. */
export function onOutgoingCall(listener: (call: OutgoingCall) => void): () => void {
  const subscriber = (message: unknown) => listener(message as OutgoingCall)
  calls.subscribe(subscriber)
  return () => {
    calls.unsubscribe(subscriber)
  }
}

/** Measures and traces a call. */
export function observeCall<Response extends { readonly status: number }>(
  peer: OutgoingPeer,
  send: () => Promise<Response>,
): Promise<Response> {
  const { service, endpoint } = peer
  const name = `${service} ${endpoint}`
  const attributes = { 'coinslot.store': service, 'coinslot.store.endpoint': endpoint }
  return traceSpan({ name, kind: 'client', attributes }, async (span) => {
    const startedAt = performance.now()
    const report = (result: string) => {
      if (calls.hasSubscribers) calls.publish({ ...peer, result, durationMs: performance.now() - startedAt })
    }
    try {
      const response = await send()
      report(describeStatus(response.status))
      span?.setAttribute('http.response.status_code', response.status)
      // As the conventions for HTTP clients say, also where the status is an answer that the caller expects.
      if (span !== null && response.status >= 400) markFailed(span, String(response.status))
      return response
    } catch (error) {
      report(describeFailure(error))
      throw error
    }
  })
}

const tooManyRequests = 429

function describeStatus(status: number): string {
  return status === tooManyRequests ? '429' : `${Math.floor(status / 100)}xx`
}

/** The kind of an `HttpError`. */
function describeFailure(error: unknown): string {
  const kind = error instanceof Error && 'kind' in error ? error.kind : null
  return typeof kind === 'string' ? kind.toLowerCase() : 'error'
}
