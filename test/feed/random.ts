/** A whole number from 0 to one less. */
export const random = (below: number): number => Math.floor(Math.random() * below)
