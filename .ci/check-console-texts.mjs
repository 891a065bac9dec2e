#!/usr/bin/env node
// Reports texts of the console that are not in the catalogues, and texts without a Korean translation. It changes no file.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', 'packages', 'console')
const locales = 'src/locales'
// Outside of the repository, whose files other checks read at the same time.
const copy = mkdtempSync(join(tmpdir(), 'coinslot-texts-'))
let findings
try {
  for (const name of ['src', 'lingui.config.ts', 'package.json'])
    cpSync(join(root, name), join(copy, name), { recursive: true })
  symlinkSync(join(root, '..', '..', 'node_modules'), join(copy, 'node_modules'))
  execFileSync('lingui', ['extract', '--clean'], { cwd: copy, stdio: ['ignore', 'ignore', 'inherit'] })
  findings = readdirSync(join(root, locales))
    .filter((file) => file.endsWith('.po'))
    .flatMap((file) => checkCatalogue(file))
} finally {
  rmSync(copy, { recursive: true })
}
for (const finding of findings) console.error(finding)
if (findings.length > 0) process.exit(1)

function checkCatalogue(file) {
  const stored = readFileSync(join(root, locales, file), 'utf8')
  const extracted = readFileSync(join(copy, locales, file), 'utf8')
  const missing = [...stored.matchAll(/^msgid (".+"(?:\n".*")*|""\n".*"(?:\n".*")*)\nmsgstr ""\n(?!")/gm)]
  return [
    ...(stored === extracted
      ? []
      : [`${file} is out of date: npm run extract --workspace packages/console.`]),
    ...missing.map(([, id]) => `${file} has no text for ${id}.`),
  ]
}
