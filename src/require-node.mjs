// Plain JavaScript that also runs on older versions of Node, which cannot read TypeScript. `node --import` loads it before a script.
import { failStart } from './fail-start.mjs'
import './module-loading.mjs'

const requiredMajor = 24

if (Number.parseInt(process.versions.node, 10) < requiredMajor) {
  failStart(
    `Coinslot requires Node ${requiredMajor} or newer, and this is ${process.version}. ` +
      'npm ci installs it on most platforms: use npm start, or node_modules/.bin/node instead of node.',
  )
}
