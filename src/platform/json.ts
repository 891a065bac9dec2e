/** Parses JSON without throwing. `undefined`, which JSON cannot express, stands for text that is not JSON; schemas reject it. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
