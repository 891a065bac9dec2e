import fc from 'fast-check'
import { expect, test } from 'vitest'
import { scoreOf, startRun, step, world, type Run } from './run.ts'

/** Plays with the inputs, again from their beginning when they end. */
function play(run: Run, inputs: readonly boolean[], steps: number): Run {
  let current = run
  for (let index = 0; index < steps; index += 1)
    current = step(current, inputs[index % inputs.length] ?? false)
  return current
}

const inputs = fc.array(fc.boolean(), { minLength: 1, maxLength: 40 })
const seeds = fc.integer()

test('the same seed and inputs give the same run', () => {
  fc.assert(
    fc.property(seeds, inputs, (seed, pressed) => {
      expect(play(startRun({ seed }), pressed, 600)).toEqual(play(startRun({ seed }), pressed, 600))
    }),
    { numRuns: 20 },
  )
})

test('the ship stays on the screen whatever the player presses', () => {
  fc.assert(
    fc.property(seeds, inputs, (seed, pressed) => {
      let run = startRun({ seed })
      for (let index = 0; index < 400; index += 1) {
        run = step(run, pressed[index % pressed.length] ?? false)
        expect(run.shipY).toBeGreaterThanOrEqual(0)
        expect(run.shipY).toBeLessThanOrEqual(world.height)
      }
    }),
    { numRuns: 20 },
  )
})

test('the score never falls, and the number of bodies has a bound', () => {
  let run = startRun({ seed: 7, shields: 1_000 })
  for (let index = 0; index < 20_000; index += 1) {
    const next = step(run, index % 40 < 13)
    expect(scoreOf(next)).toBeGreaterThanOrEqual(scoreOf(run))
    expect(next.bodies.length).toBeLessThan(60)
    run = next
  }
})

test('a ship that rises moves up, and one that nobody steers falls', () => {
  const run = startRun({ seed: 1 })
  expect(play(run, [true], 20).shipY).toBeLessThan(run.shipY)
  expect(play(run, [false], 20).shipY).toBeGreaterThan(run.shipY)
})

const comet = { kind: 'comet', x: 60, y: 90, radius: 10, speed: 2 } as const

test('a comet ends the run of a ship without shields', () => {
  const run = { ...startRun({ seed: 1 }), bodies: [comet] }
  const hit = step(run, false)
  expect(hit.isOver).toBe(true)
  expect(step(hit, true)).toBe(hit)
})

test('a shield takes one hit, after which the ship is safe for a moment', () => {
  const run = { ...startRun({ seed: 1, shields: 1 }), bodies: [{ ...comet, speed: 0 }] }
  const hit = step(run, false)
  expect(hit).toMatchObject({ isOver: false, shields: 0 })
  const safe = { ...hit, velocity: 0 }
  expect(step(safe, false).isOver).toBe(false)
  expect(step({ ...safe, safeUntil: 0 }, false).isOver).toBe(true)
})

test('a star raises the score, and is caught once', () => {
  const star = { kind: 'star', x: 58, y: 90, radius: 5, speed: 1 } as const
  const run = { ...startRun({ seed: 1 }), bodies: [star] }
  const caught = step(run, false)
  expect(caught.stars).toBe(1)
  expect(caught.bodies.filter(({ x }) => x < 100)).toEqual([])
  expect(step(caught, false).stars).toBe(1)
})

test('a player who does nothing loses within a minute', () => {
  for (let seed = 0; seed < 50; seed += 1)
    expect(play(startRun({ seed }), [false], 60 * 60).isOver).toBe(true)
})
