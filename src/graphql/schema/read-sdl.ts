import { readdirSync, readFileSync } from 'node:fs'

const sdlFolder = new URL('../../../schema/', import.meta.url)

/** The texts of the SDL files. */
export function readSdl(): string[] {
  return readdirSync(sdlFolder)
    .filter((file) => file.endsWith('.graphql'))
    .map((file) => readFileSync(new URL(file, sdlFolder), 'utf8'))
}
