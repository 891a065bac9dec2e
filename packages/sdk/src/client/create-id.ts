type Random = { readonly getRandomValues?: (bytes: Uint8Array) => Uint8Array }

/** A random text of 32 hexadecimal digits. It is no secret, so a platform without `crypto` may use Math.random. */
export function createId(): string {
  const bytes = new Uint8Array(16)
  const random = (globalThis as { readonly crypto?: Random }).crypto
  if (random?.getRandomValues === undefined) bytes.forEach((_, index) => (bytes[index] = Math.random() * 256))
  else random.getRandomValues(bytes)
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
