// Builds the console after `npm ci`. An installation without development tools has no Vite: it gets the built files in the image, or
// serves no console.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../packages/console/', import.meta.url))
// npm installs it below the console if another tool needs another version.
const programs = ['../packages/console/node_modules/vite/bin/vite.js', '../node_modules/vite/bin/vite.js']
const vite = programs
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path))

if (vite !== undefined && existsSync(folder)) {
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: folder, stdio: 'inherit' })
}
