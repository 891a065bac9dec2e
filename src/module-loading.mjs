// How modules are found and compiled. Plain JavaScript that also runs on older versions of Node, which lack both functions of Node.
// The decisions 79 and 106 have the measurements.
import module from 'node:module'
import { fileURLToPath } from 'node:url'

// The folder belongs to whoever may change node_modules, unlike the default in the folder for temporary files, from which another
// user could make this process run code. Where it cannot be written, as in the image, there is no cache.
module.enableCompileCache?.(fileURLToPath(new URL('../node_modules/.cache/coinslot', import.meta.url)))

const esModuleOfDrizzle = /\/node_modules\/drizzle-orm\/.+\.js$/
/** @type {Map<string, string>} */
const urls = new Map()

const queriesOfDriver = /\/node_modules\/postgres\/src\/query\.js$/
const functionOfProperty = /^( *)this\.(resolve|reject) = (x => \(.*\))$/gm

// For each ES module of a package, Node parses the package.json again, and drizzle-orm's has 447 exports. It does not do that for
// CommonJS, so everything that imports drizzle-orm gets the CommonJS build, which the package has of each of its modules.
module.registerHooks?.({
  resolve(specifier, context, nextResolve) {
    if (!specifier.includes('drizzle-orm')) return nextResolve(specifier, context)
    const known = urls.get(specifier)
    if (known !== undefined) return { url: known, format: 'commonjs', shortCircuit: true }
    const resolved = nextResolve(specifier, context)
    if (!esModuleOfDrizzle.test(resolved.url)) return resolved
    const url = resolved.url.replace(/\.js$/, '.cjs')
    urls.set(specifier, url)
    return { url, format: 'commonjs', shortCircuit: true }
  },

  // V8 allocates a function that is assigned to a property where it is written in its old generation. The driver has two such functions
  // for each query, and they kept the query with all its rows until the next collection of that generation.
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    if (!queriesOfDriver.test(url)) return loaded
    const source = loaded.source
      ?.toString()
      .replaceAll(functionOfProperty, '$1const $2Of = $3\n$1this.$2 = $2Of')
    return { ...loaded, source }
  },
})
