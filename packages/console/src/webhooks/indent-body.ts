/** A body as it was sent, with line breaks where it is whole. */
export function indentBody(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2)
  } catch {
    return body
  }
}
