import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { findNode20 } from '../setup/find-node-20.ts'
import { repositoryRoot } from '../support/server-process.ts'
import { sdkTest } from './sdk-test.ts'

const execute = promisify(execFile)

type Manifest = {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** The tarball of the SDK, installed into an empty project. */
export type InstalledPackage = {
  readonly tarball: string
  /** The folder of the project. */
  readonly project: string
  /** The folder of the package in the project. */
  readonly folder: string
  readonly manifest: Manifest
  /** The names by which programs import the entries of the package, for example `@coinslot/sdk/server`. */
  readonly entries: readonly string[]
  /** Runs a program of the project with Node 20; returns what it printed. */
  readonly runProgram: (name: string, code: string, data: unknown) => Promise<string>
}

/** Tests of the package as its users get it. */
export const packageTest = sdkTest.extend(
  'installed',
  { scope: 'file' },
  async ({ temporaryFolder }): Promise<InstalledPackage> => {
    const tarball = await pack(join(temporaryFolder, 'source'))
    const project = join(temporaryFolder, 'project')
    const node = await findNode20(join(temporaryFolder, 'node'))
    return install(tarball, project, node)
  },
)

/** Builds and packs a copy of the sources, so that nothing that was built before is packed. */
async function pack(source: string): Promise<string> {
  const folder = join(source, 'packages', 'sdk')
  await cp(join(repositoryRoot, 'packages', 'sdk'), folder, {
    recursive: true,
    filter: (path) => !/\/(?:dist|node_modules)$/.test(path),
  })
  await cp(join(repositoryRoot, 'tsconfig.json'), join(source, 'tsconfig.json'))
  await symlink(join(repositoryRoot, 'node_modules'), join(source, 'node_modules'))
  await execute('npm', ['pack', '--pack-destination', source], { cwd: folder })
  const filename = (await readdir(source)).find((name) => name.endsWith('.tgz'))
  if (filename === undefined) throw new Error('npm packed nothing.')
  return join(source, filename)
}

async function install(tarball: string, project: string, node: string): Promise<InstalledPackage> {
  await mkdir(project)
  await writeFile(join(project, 'package.json'), '{ "private": true, "type": "module" }')
  // The package has no dependencies, so no registry is needed. The test gives it the peers of this repository.
  const options = ['--offline', '--no-audit', '--no-fund', '--legacy-peer-deps']
  await execute('npm', ['install', ...options, tarball], { cwd: project })
  const folder = join(project, 'node_modules', '@coinslot', 'sdk')
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest
  await linkPeers(project, Object.keys(manifest.peerDependencies ?? {}))
  const entries = Object.entries(manifest.exports)
    .filter(([, target]) => typeof target === 'object')
    .map(([entry]) => `@coinslot/sdk${entry.slice(1)}`)
  const runProgram = async (name: string, code: string, data: unknown) => {
    const file = join(project, name)
    await writeFile(file, code)
    const env = { PATH: process.env['PATH'] ?? '', PROGRAM_DATA: JSON.stringify(data) }
    return (await execute(node, [file], { env, timeout: 60_000 })).stdout
  }
  return { tarball, project, folder, manifest, entries, runProgram }
}

async function linkPeers(project: string, peers: readonly string[]): Promise<void> {
  for (const name of peers.flatMap((peer) => [peer, `@types/${peer}`])) {
    const link = join(project, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(join(repositoryRoot, 'node_modules', name), link)
  }
}
