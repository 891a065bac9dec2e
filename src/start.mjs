// The entry point of the server. Plain JavaScript, so that an older Node says in one sentence what is wrong.
import './require-node.mjs'

await import('./main.ts')
