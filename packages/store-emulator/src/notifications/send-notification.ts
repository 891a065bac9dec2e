/** The App Store's names, which are the most detailed ones. */
export type SendResult = 'SUCCESS' | 'TIMED_OUT' | 'NO_RESPONSE' | 'UNSUCCESSFUL_HTTP_RESPONSE_CODE'

export type SendAttempt = {
  /** UNIX time in milliseconds of the virtual clock. */
  at: number
  /** HTTP status; null when there was no response. */
  status: number | null
  result: SendResult
}

export type NotificationRequest = {
  url: string
  body: string
  headers: Record<string, string>
  timeoutMs: number
  signal: AbortSignal
}

/** Sends one POST request without following redirects; never throws. */
export async function sendNotification(
  { url, body, headers, timeoutMs, signal }: NotificationRequest,
  at: number,
  isAccepted: (status: number) => boolean,
): Promise<SendAttempt> {
  try {
    const { status, body: responseBody } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
    await responseBody?.cancel()
    return { at, status, result: isAccepted(status) ? 'SUCCESS' : 'UNSUCCESSFUL_HTTP_RESPONSE_CODE' }
  } catch (error) {
    const isTimeout = error instanceof Error && error.name === 'TimeoutError'
    return { at, status: null, result: isTimeout ? 'TIMED_OUT' : 'NO_RESPONSE' }
  }
}
