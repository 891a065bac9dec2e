import type { ReactNode } from 'react'

export type Fact = readonly [title: string, value: ReactNode]

/** A list of names and values, in columns of the same width. */
export function Facts({ facts }: { readonly facts: readonly (Fact | null)[] }) {
  return (
    <dl className="grid grid-cols-[8rem_minmax(0,1fr)] max-sm:grid-cols-[6.5rem_minmax(0,1fr)]">
      {facts.map(
        (fact) =>
          fact !== null && (
            <div key={fact[0]} className="col-span-2 grid grid-cols-subgrid border-t border-line py-1.5">
              <dt className="pr-3 text-soft">{fact[0]}</dt>
              <dd className="min-w-0">{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  )
}
