// Prints the URLs of all modules that the given modules load, as a list in JSON. Usage: node print-loaded-modules.mjs <path> …
import module from 'node:module'
import { pathToFileURL } from 'node:url'
import '../../src/module-loading.mjs'

/** @type {Set<string>} */
const urls = new Set()
module.registerHooks({
  load(url, context, nextLoad) {
    urls.add(url)
    return nextLoad(url, context)
  },
})

for (const path of process.argv.slice(2)) await import(pathToFileURL(path).href)
console.log(JSON.stringify([...urls]))
