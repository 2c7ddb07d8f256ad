import type { Masses } from './binomial.ts';

/** A distribution on multiples of `step`: cell i has the mass of the value (from + i) · step. */
export interface Lattice {
  readonly step: number;
  readonly from: number;
  readonly mass: Float64Array;
}

/** The distribution of a sum that has no terms yet. */
export const ZERO: Lattice = { step: 1, from: 0, mass: Float64Array.of(1) };

/** Cells are merged in pairs above this many cells of standard deviation. */
const FINE_ENOUGH = 16;

/** The mass that is cut from the lower end, where no boundary ever is. */
const NEGLIGIBLE = 1e-13;

/**
 * Puts whole numbers on a wider lattice. A value between two multiples is split between them in proportion, which keeps the
 * mean and widens the distribution a little: tails are never thinner than they were.
 */
function widen(from: number, mass: Float64Array, factor: number): { from: number; mass: Float64Array } {
  if (factor === 1) return { from, mass };
  const first = Math.floor(from / factor);
  const cells = new Float64Array(Math.floor((from + mass.length - 1) / factor) - first + 2);
  for (let i = 0; i < mass.length; i++) {
    const place = (from + i) / factor - first;
    const cell = Math.floor(place);
    const rest = place - cell;
    cells[cell] = (cells[cell] as number) + (mass[i] as number) * (1 - rest);
    cells[cell + 1] = (cells[cell + 1] as number) + (mass[i] as number) * rest;
  }
  return { from: first, mass: cells };
}

function variance(mass: Float64Array): number {
  let [total, mean, square] = [0, 0, 0];
  for (let i = 0; i < mass.length; i++) {
    const m = mass[i] as number;
    total += m;
    mean += m * i;
    square += m * i * i;
  }
  return total === 0 ? 0 : square / total - (mean / total) ** 2;
}

function trimFoot(mass: Float64Array): number {
  let cut = 0;
  for (let sum = mass[0] ?? 0; sum < NEGLIGIBLE && cut < mass.length - 1; sum += mass[cut] as number) cut++;
  return cut;
}

/** Returns the distribution of the sum of an independent lattice value and an independent whole number. */
export function convolve(sum: Lattice, next: Masses): Lattice {
  const added = widen(next.from, next.mass, sum.step);
  const mass = new Float64Array(sum.mass.length + added.mass.length - 1);
  for (let i = 0; i < sum.mass.length; i++) {
    const m = sum.mass[i] as number;
    if (m === 0) continue;
    for (let j = 0; j < added.mass.length; j++) mass[i + j] = (mass[i + j] as number) + m * (added.mass[j] as number);
  }
  const cut = trimFoot(mass);
  const all: Lattice = { step: sum.step, from: sum.from + added.from + cut, mass: mass.subarray(cut) };
  return variance(all.mass) > FINE_ENOUGH ** 2 ? coarsen(all) : all;
}

function coarsen(lattice: Lattice): Lattice {
  return { step: lattice.step * 2, ...widen(lattice.from, lattice.mass, 2) };
}

/** The part of a distribution that stays below a boundary, the boundary, and the mass that is at or above it. */
export interface Cut {
  readonly below: Lattice;
  /** The smallest multiple of the step whose tail is within the budget. */
  readonly boundary: number;
  readonly tail: number;
}

/** Cuts the upper tail off: as much of it as the budget allows. */
export function cutTail(lattice: Lattice, budget: number): Cut {
  let cell = lattice.mass.length;
  let tail = 0;
  while (cell > 1 && tail + (lattice.mass[cell - 1] as number) <= budget) tail += lattice.mass[--cell] as number;
  return {
    below: { ...lattice, mass: lattice.mass.subarray(0, cell) },
    boundary: (lattice.from + cell) * lattice.step,
    tail,
  };
}

/** Cuts a distribution at a value: the part below it, and the mass that is at or above it. */
export function cutAt(lattice: Lattice, value: number): { readonly below: Lattice; readonly tail: number } {
  const cell = Math.min(lattice.mass.length, Math.max(0, Math.ceil(value / lattice.step) - lattice.from));
  const tail = lattice.mass.subarray(cell).reduce((sum, mass) => sum + mass, 0);
  return { below: { ...lattice, mass: cell === 0 ? Float64Array.of(0) : lattice.mass.subarray(0, cell) }, tail };
}
