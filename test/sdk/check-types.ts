import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repositoryRoot } from '../support/server-process.ts'
import type { InstalledPackage } from './installed-package.ts'

/** Type-checks files in the project of an installed package, as strictly as TypeScript can; returns what it found. */
export async function checkTypes(
  { project }: InstalledPackage,
  moduleResolution: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  for (const [name, code] of Object.entries(files)) await writeFile(join(project, name), code)
  const compilerOptions = {
    module: moduleResolution === 'bundler' ? 'esnext' : moduleResolution,
    moduleResolution,
    target: 'es2022',
    lib: ['es2022', 'dom'],
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
  }
  const config = join(project, `tsconfig.${moduleResolution}.json`)
  await writeFile(config, JSON.stringify({ compilerOptions, files: Object.keys(files) }))
  const tsc = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc')
  return new Promise((resolve) => {
    execFile(process.execPath, [tsc, '--project', config], (error, stdout) =>
      resolve(error === null ? '' : stdout || error.message),
    )
  })
}
