#!/usr/bin/env node
// Reports retired words (retired-words.mjs) in names, SQL, the schema, comments and documents, with their replacements.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import ts from 'typescript'
import { allowedWords, retiredWords } from './retired-words.mjs'

/** Generated or foreign text, and the list itself. The changelog names what was renamed. */
const excluded =
  /^(\.ci\/(check-names|retired-words)\.mjs|CHANGELOG\.md|LICENSE|package-lock\.json|drizzle\/meta\/|src\/graphql\/generated\/|test\/fixtures\/)/
const textFile = /\.(ts|tsx|mjs|cjs|js|graphql|sql|md|html|css|json|ya?ml|sh)$/
/** JavaScript's own names for promises that ended. */
const allowed = /allSettled|PromiseSettledResult/g

const files = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' })
  .split('\0')
  .filter((file) => textFile.test(file) && !excluded.test(file) && existsSync(file))

const findings = files
  .flatMap((file) => [...checkFileName(file), ...checkText(file, readFileSync(file, 'utf8'))])
  .filter(({ file, word }) => !(allowedWords[file] ?? []).includes(word))
for (const { file, line, word, replacement } of findings) {
  console.error(`${file}:${line}  "${word}" is retired; use ${replacement}.`)
}
if (findings.length > 0) {
  console.error(`${findings.length} retired words; .ci/retired-words.mjs lists them.`)
  process.exit(1)
}

function checkFileName(file) {
  return findWords(file, { ...retiredWords.everywhere, ...retiredWords.identifiers }).map((found) => ({
    file,
    line: 1,
    ...found,
  }))
}

function checkText(file, text) {
  const everywhere = findInLines(file, text, retiredWords.everywhere)
  if (!file.endsWith('.ts')) return everywhere
  return [...everywhere, ...findIdentifiers(file, text)]
}

function findInLines(file, text, words) {
  return text
    .split('\n')
    .flatMap((content, index) =>
      findWords(content, words).map((found) => ({ file, line: index + 1, ...found })),
    )
}

function findIdentifiers(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest)
  const found = []
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
      for (const finding of findWords(node.text, retiredWords.identifiers))
        found.push({ file, line, ...finding })
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

/** Compares whole words, also those of camelCase, snake_case and kebab-case names. */
function findWords(text, words) {
  const parts = text.replaceAll(allowed, '').match(/[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g) ?? []
  return parts.flatMap((part) => {
    const word = part.toLowerCase()
    return Object.hasOwn(words, word) ? [{ word, replacement: words[word] }] : []
  })
}
