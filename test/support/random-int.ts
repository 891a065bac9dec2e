/** A whole number from 0 to one less. */
export const randomInt = (max: number): number => Math.floor(Math.random() * max)
