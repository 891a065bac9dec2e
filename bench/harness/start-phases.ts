/** Milliseconds from each step that a start prints to the next one, the last one until the server is ready. */
export function readPhases(output: string, readyMs: number): Map<string, number> {
  const steps = [...output.matchAll(/^\[ *([\d.]+) s\] (.+?)(?: in \/.*|:.*)?\.?$/gm)].map(
    ([, seconds, name = '']) => ({ name, atMs: Number(seconds) * 1_000 }),
  )
  return new Map(steps.map(({ name, atMs }, index) => [name, (steps[index + 1]?.atMs ?? readyMs) - atMs]))
}
