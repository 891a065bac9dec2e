// The entry point of the server. Plain JavaScript, so that an older Node says in one sentence what is wrong.
import { failStart } from './fail-start.mjs'
import './require-node.mjs'

await import('./main.ts').catch((/** @type {unknown} */ error) => {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error)
  failStart(`The server could not be loaded: ${reason}`)
})
