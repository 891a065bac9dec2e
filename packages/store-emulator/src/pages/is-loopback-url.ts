/** Whether a URL points to this machine. The checkout page returns to no other, so that it is not an open redirect. */
export function isLoopbackUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname } = new URL(text)
  const isWeb = protocol === 'http:' || protocol === 'https:'
  const isLoopback =
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  return isWeb && isLoopback
}

/** Whether a text is an origin of this machine, as browsers write origins. The checkout page sends receipts to no other. */
export const isLoopbackOrigin = (text: string): boolean =>
  isLoopbackUrl(text) && new URL(text).origin === text
