import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Plugin } from 'vite'

const text = /\.(js|css|html|svg)$/

/** Writes a compressed copy beside each file of the build, so that the server compresses nothing. */
export function precompress(): Plugin {
  let folder = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir)
    },
    writeBundle: () => {
      for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        if (!text.test(file)) continue
        const content = readFileSync(join(folder, file))
        writeFileSync(join(folder, `${file}.gz`), gzipSync(content, { level: 9 }))
        const parameters = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
        writeFileSync(join(folder, `${file}.br`), brotliCompressSync(content, { params: parameters }))
      }
    },
  }
}
