import { GooglePlayError } from './google-play-error.ts'

/**
 * The last segment of the path: a percent-encoded id, optionally followed by `:verb`. It is parsed from the raw URL, so
 * that `%2F` does not split the segment and is decoded once.
 */
export function parseLastSegment(url: string): { id: string; verb: string | undefined } {
  const path = url.split('?')[0] ?? ''
  const segment = path.slice(path.lastIndexOf('/') + 1)
  const colon = segment.lastIndexOf(':')
  const [encoded, verb] =
    colon === -1 ? [segment, undefined] : [segment.slice(0, colon), segment.slice(colon + 1)]
  try {
    return { id: decodeURIComponent(encoded), verb }
  } catch {
    throw new GooglePlayError('invalid')
  }
}

/** The verb at the end of the path, if any. */
export function parseVerb(url: string): string | undefined {
  return /:([A-Za-z]+)$/.exec(url.split('?')[0] ?? '')?.[1]
}
