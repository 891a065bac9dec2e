import {
  DockerfileParser,
  ModifiableInstruction,
  PropertyInstruction,
  type Instruction,
} from 'dockerfile-ast'

/** An instruction whose variables are replaced by the defaults of the build arguments. */
export type Step =
  | {
      readonly keyword: 'COPY'
      readonly from: string | null
      readonly sources: string[]
      readonly target: string
    }
  /** `cache` is the folder of `--mount=type=cache`. */
  | { readonly keyword: 'RUN'; readonly command: string; readonly cache: string | null }

export type Stage = {
  readonly name: string
  readonly image: string
  readonly steps: Step[]
  readonly environment: Record<string, string>
  readonly labels: Record<string, string>
  workingDirectory: string
  user: string
  command: string[]
  healthcheck: string[]
  stopSignal: string
  readonly ports: string[]
}

type Variables = Record<string, string>

/** The flag `--from=build` is `{ from: 'build' }`. */
type Flags = Record<string, string>

/** Reads the stages of a Dockerfile. An instruction that is not known here is an error, so that no step is left out silently. */
export function readStages(text: string): Stage[] {
  const stages: Stage[] = []
  const variables: Variables = {}
  for (const instruction of DockerfileParser.parse(text).getInstructions()) {
    const keyword = instruction.getKeyword()
    const stage = stages.at(-1)
    if (keyword === 'ARG') readArgument(instruction, variables)
    else if (keyword === 'FROM') stages.push(readStage(readWords(instruction, variables), stages.length))
    else if (stage === undefined) throw new Error(`${keyword} before FROM`)
    else addInstruction(stage, instruction, variables)
  }
  return stages
}

function readArgument(instruction: Instruction, variables: Variables): void {
  const [name = '', value = ''] = (instruction.getArgumentsContent() ?? '').split('=', 2)
  variables[name] = value
}

function readStage([image = '', , name]: string[], index: number): Stage {
  return {
    name: name ?? String(index),
    image,
    steps: [],
    environment: {},
    labels: {},
    workingDirectory: '/',
    user: '0:0',
    command: [],
    healthcheck: [],
    stopSignal: 'SIGTERM',
    ports: [],
  }
}

function addInstruction(stage: Stage, instruction: Instruction, variables: Variables): void {
  const words = readWords(instruction, variables)
  const [first = ''] = words
  const flags = readFlags(instruction)
  const keyword = instruction.getKeyword()
  if (keyword === 'WORKDIR') stage.workingDirectory = first
  else if (keyword === 'USER') stage.user = first
  else if (keyword === 'EXPOSE') stage.ports.push(...words)
  else if (keyword === 'STOPSIGNAL') stage.stopSignal = first
  else if (keyword === 'ENV') Object.assign(stage.environment, readProperties(instruction, variables))
  else if (keyword === 'LABEL') Object.assign(stage.labels, readProperties(instruction, variables))
  else if (keyword === 'CMD') stage.command = readCommand(instruction)
  else if (keyword === 'HEALTHCHECK') stage.healthcheck = readCommand(instruction)
  else if (keyword === 'COPY') stage.steps.push(readCopy(words, flags))
  else if (keyword === 'RUN') stage.steps.push(readRun(words, flags))
  else throw new Error(`The instruction ${keyword} is not known.`)
}

function readCopy(words: string[], flags: Flags): Step {
  const { from = null, ...others } = flags
  assertNoFlags('COPY', others)
  return { keyword: 'COPY', from, sources: words.slice(0, -1), target: words.at(-1) ?? '' }
}

function readRun(words: string[], flags: Flags): Step {
  const { mount, ...others } = flags
  assertNoFlags('RUN', others)
  const [, cache] = /^type=cache,target=([^,]+)$/.exec(mount ?? '') ?? []
  if (mount !== undefined && cache === undefined) throw new Error(`RUN --mount=${mount} is not known.`)
  return { keyword: 'RUN', command: words.join(' '), cache: cache ?? null }
}

function readFlags(instruction: Instruction): Flags {
  const flags = instruction instanceof ModifiableInstruction ? instruction.getFlags() : []
  return Object.fromEntries(flags.map((flag) => [flag.getName(), flag.getValue() ?? '']))
}

function assertNoFlags(keyword: string, flags: Flags): void {
  const names = Object.keys(flags)
  if (names.length > 0) throw new Error(`${keyword} --${names.join(' --')} is not known.`)
}

/** A command in the exec form; the shell form would not pass signals on. */
function readCommand(instruction: Instruction): string[] {
  const content = instruction.getArgumentsContent() ?? ''
  const start = content.indexOf('[')
  if (start < 0) throw new Error(`${instruction.getKeyword()} is not in the exec form.`)
  return JSON.parse(content.slice(start)) as string[]
}

function readProperties(instruction: Instruction, variables: Variables): Record<string, string> {
  const properties = instruction instanceof PropertyInstruction ? instruction.getProperties() : []
  return Object.fromEntries(
    properties.map((property) => [property.getName(), expand(property.getValue() ?? '', variables)]),
  )
}

function readWords(instruction: Instruction, variables: Variables): string[] {
  return instruction.getArguments().map((argument) => expand(argument.getValue(), variables))
}

function expand(text: string, variables: Variables): string {
  return text.replaceAll(/\$\{(\w+)\}/g, (reference, name: string) => {
    const value = variables[name]
    if (value === undefined) throw new Error(`${reference} has no default.`)
    return value
  })
}
