type Random = { readonly getRandomValues?: (bytes: Uint8Array) => Uint8Array }

/** A random text of 32 hexadecimal digits. It is no secret, so a platform without `crypto` may use Math.random. */
export function createId(): string {
  const empty = new Uint8Array(16)
  const { crypto } = globalThis as { readonly crypto?: Random }
  const bytes = crypto?.getRandomValues?.(empty) ?? empty.map(() => Math.random() * 256)
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
