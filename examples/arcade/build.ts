import { join } from 'node:path'
import { build, type BuildOptions } from 'esbuild'

const source = join(import.meta.dirname, 'src')

const common: BuildOptions = {
  bundle: true,
  write: false,
  format: 'esm',
  charset: 'utf8',
  logLevel: 'silent',
  tsconfig: join(import.meta.dirname, 'tsconfig.json'),
}

/** The script of the page. */
export const buildPage = () =>
  bundle({
    ...common,
    entryPoints: [join(source, 'page', 'main.ts')],
    platform: 'browser',
    target: 'es2022',
    minify: true,
  })

/** The game server as one file, so that Node needs no built package of the SDK. */
export const buildServer = () =>
  bundle({
    ...common,
    entryPoints: [join(source, 'server', 'start-game-server.ts')],
    platform: 'node',
    target: 'node24',
    sourcemap: 'inline',
  })

async function bundle(options: BuildOptions): Promise<string> {
  const { outputFiles = [] } = await build(options)
  return outputFiles[0]?.text ?? ''
}
