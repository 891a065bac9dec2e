/** Schemes whose origins a browser sends as `null`, or that are no origins of an app. */
const refusedSchemes: ReadonlySet<string> = new Set([
  'file',
  'data',
  'blob',
  'javascript',
  'about',
  'ws',
  'wss',
  'ftp',
])
const appOriginPattern = /^([a-z][a-z0-9+.-]{1,30}):\/\/[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/

/**
 * An origin in the form in which browsers send it; null if the text is not the origin of a web page or of an app with a web view, such as
 * `capacitor://localhost`. Pages without encryption are accepted on the same machine only, for development.
 */
export function normalizeOrigin(text: string): string | null {
  if (text.length > 300) return null
  const url = URL.parse(text)
  if (url === null) return null
  if (url.protocol === 'https:' || url.protocol === 'http:') {
    const isOrigin = url.pathname === '/' && !/[?#@*]/.test(text)
    const isSafe = url.protocol === 'https:' || isLoopback(url.hostname)
    return isOrigin && isSafe ? url.origin : null
  }
  const lower = text.toLowerCase()
  const scheme = appOriginPattern.exec(lower)?.[1]
  return scheme === undefined || refusedSchemes.has(scheme) ? null : lower
}

/** Whether a host is this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' || hostname.endsWith('.localhost') || ['127.0.0.1', '[::1]'].includes(hostname)
  )
}
