/**
 * Whether the text consists of a header, a payload and a signature in canonical base64url. Decoders also accept spaces, padding, the
 * characters of base64 and superfluous bits, so that one signature would be valid in many texts.
 */
export function isCompactJws(text: string): boolean {
  const parts = text.split('.')
  const [header = '', , signature = ''] = parts
  return parts.length === 3 && header !== '' && signature !== '' && parts.every(isCanonicalBase64url)
}

function isCanonicalBase64url(text: string): boolean {
  return Buffer.from(text, 'base64url').toString('base64url') === text
}
