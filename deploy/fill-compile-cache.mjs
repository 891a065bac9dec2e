// Loads the modules of the server once after `npm ci`, so that already the first start finds their compiled code in the cache of
// `src/module-loading.mjs`. It changes nothing but the speed of a start, so its errors are no errors of the installation.
import module from 'node:module'

const hasCache = module.enableCompileCache !== undefined && Number.parseInt(process.versions.node, 10) >= 24

if (hasCache) {
  try {
    await import('../src/module-loading.mjs')
    await import('../src/server.ts')
    await import('../src/development/start-development.ts')
    await import('../src/development/create-dev-file.ts')
    await import('@coinslot/store-emulator')
    module.flushCompileCache()
  } catch (error) {
    console.warn(`The compile cache is not filled: ${error instanceof Error ? error.message : String(error)}`)
  }
}
