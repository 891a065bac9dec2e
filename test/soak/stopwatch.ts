export type Stopwatch = {
  /** Adds the time of the work to that of its name. */
  readonly time: <T>(name: string, work: () => Promise<T>) => Promise<T>
  readonly seconds: () => Readonly<Record<string, number>>
}

/** Measures which parts of a long run take its time. */
export function createStopwatch(): Stopwatch {
  const passed = new Map<string, number>()
  return {
    time: async (name, work) => {
      const started = performance.now()
      try {
        return await work()
      } finally {
        passed.set(name, (passed.get(name) ?? 0) + performance.now() - started)
      }
    },
    seconds: () => Object.fromEntries([...passed].map(([name, ms]) => [name, Math.round(ms / 1_000)])),
  }
}
