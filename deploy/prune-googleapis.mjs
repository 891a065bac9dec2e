// Deletes the clients of Google's other APIs from an installation, 240 MB of which the server uses 2.
// Run it after `npm ci --omit=dev`, for example in the build of an image: `npm run prune:googleapis`.
import { readdirSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const used = 'androidpublisher'
const apis = fileURLToPath(new URL('../node_modules/googleapis/build/src/apis', import.meta.url))

for (const name of readdirSync(apis)) {
  if (name !== used) rmSync(`${apis}/${name}`, { recursive: true })
}

// Fails if a later version of the package imports one API from another.
await import('googleapis/build/src/apis/androidpublisher/v3.js')
console.log(`googleapis: kept ${readdirSync(apis).join(', ')}`)
