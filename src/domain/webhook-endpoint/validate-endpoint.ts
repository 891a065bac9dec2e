import type { Context } from '../context.ts'
import { checkText, firstProblem } from '../input.ts'
import type { EventType } from '../../db/queries/events.ts'
import { createProblem, type Problem } from '../problem.ts'

/** Checks the form of a URL. The addresses of its host are checked at each delivery. */
export function checkUrl({ limits }: Context, url: string): Problem | null {
  const field = ['url']
  return firstProblem(
    checkText(url, field, { min: 1, max: 2_000 }),
    checkUrlFormat(url, limits.webhooks.allowHttp, field),
  )
}

function checkUrlFormat(text: string, allowHttp: boolean, field: readonly string[]): Problem | null {
  const url = URL.parse(text)
  const protocols = allowHttp ? ['https:', 'http:'] : ['https:']
  if (url === null || !protocols.includes(url.protocol)) {
    const allowed = allowHttp ? 'https or http' : 'https'
    return createProblem('INVALID_INPUT', `url must be an absolute ${allowed} URL.`, field)
  }
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return createProblem('INVALID_INPUT', 'url must not contain credentials or a fragment.', field)
  }
  return null
}

export function checkEventTypes(types: readonly EventType[] | null): Problem | null {
  if (types === null) return null
  const field = ['types']
  if (types.length === 0) {
    const message = 'types must contain at least one event type; omit it to receive all types.'
    return createProblem('INVALID_INPUT', message, field)
  }
  if (new Set(types).size === types.length) return null
  return createProblem('INVALID_INPUT', 'types must contain each event type at most once.', field)
}
