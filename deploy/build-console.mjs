// Builds the console after `npm ci`. An installation without development tools has no Vite: it gets the built files in the image, or
// serves no console. With --if-changed only what is older than its sources is built.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('../packages/console/', import.meta.url))
// npm installs it below the console if another tool needs another version.
const programs = ['../packages/console/node_modules/vite/bin/vite.js', '../node_modules/vite/bin/vite.js']
const vite = programs
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path))

if (vite !== undefined && existsSync(folder) && !(process.argv.includes('--if-changed') && isUpToDate())) {
  // Tests set NODE_ENV to another value, with which React would be the one for development.
  const env = { ...process.env, NODE_ENV: 'production' }
  execFileSync(process.execPath, [vite, 'build', '--logLevel', 'warn'], {
    cwd: folder,
    env,
    stdio: 'inherit',
  })
}

function isUpToDate() {
  const page = join(folder, 'dist', 'index.html')
  if (!existsSync(page)) return false
  const built = statSync(page).mtimeMs
  const sources = readdirSync(join(folder, 'src'), { recursive: true, encoding: 'utf8' }).map((file) =>
    join('src', file),
  )
  const files = ['index.html', 'package.json', 'precompress.ts', 'vite.config.ts', ...sources]
  return files.every((file) => statSync(join(folder, file)).mtimeMs <= built)
}
