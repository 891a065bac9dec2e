import { CoinslotError } from './coinslot-error.ts'
import type { Fetch } from './transport.ts'

export const invalidOption = (message: string) => new CoinslotError('INVALID_CONFIGURATION', message)

/** @throws CoinslotError INVALID_CONFIGURATION */
export function assertText(name: string, value: unknown): asserts value is string {
  if (typeof value === 'string' && value !== '' && value.trim() === value) return
  throw invalidOption(`\`${name}\` must be a text.`)
}

/** @throws CoinslotError INVALID_CONFIGURATION */
export function assertUrl(value: unknown): asserts value is string {
  if (typeof value === 'string' && /^https?:\/\/[^/]/.test(value)) return
  throw invalidOption('`url` must begin with http.')
}

/** `fetch` must be called with its own global object. */
export const defaultFetch: Fetch = (url, init) => globalThis.fetch(url, init)
