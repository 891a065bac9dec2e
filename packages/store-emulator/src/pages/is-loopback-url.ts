/** Whether the checkout page may send the customer there: this machine only, so that it is no open redirect. */
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
