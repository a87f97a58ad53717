import type { LabSummary } from '@paddock/sdk'
import { type Look, labLook } from '../../state/states.ts'

const columns = ['name', 'state', 'machines', 'project', 'owner', 'created'] as const
export type Column = (typeof columns)[number]
/** A column, with a minus before it for the other way round. */
export type Sort = Column | `-${Column}`

/** Looks that the list can be narrowed to, in the order in which they need somebody. */
export const looks = [
  'failed',
  'paused',
  'unknown',
  'moving',
  'mixed',
  'running',
  'suspended',
  'stopped',
  'empty',
] as const satisfies Look[]

/** What the address of the list says. What is left out narrows nothing. */
export interface LabsSearch {
  readonly search?: string
  readonly state?: Look
  readonly project?: string
  readonly owner?: string
  readonly sort?: Sort
}

export const newestFirst: Sort = '-created'

/** Reads the address: what it does not know, it leaves out. */
export function readLabsSearch(given: Record<string, unknown>): LabsSearch {
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
  const search = text(given.search)
  const project = text(given.project)
  const owner = text(given.owner)
  const state = looks.find(look => look === given.state)
  const sort = columns.flatMap((column): Sort[] => [column, `-${column}`]).find(each => each === given.sort)
  return {
    ...(search ? { search } : {}),
    ...(state ? { state } : {}),
    ...(project ? { project } : {}),
    ...(owner ? { owner } : {}),
    ...(sort && sort !== newestFirst ? { sort } : {}),
  }
}

/** The labs that the address asks for, in its order. */
export function select(labs: readonly LabSummary[], asked: LabsSearch): LabSummary[] {
  const words = (asked.search ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return labs
    .filter(
      lab =>
        (asked.state === undefined || labLook(lab.state) === asked.state) &&
        (asked.project === undefined || lab.project.id === asked.project) &&
        (asked.owner === undefined || lab.owner.id === asked.owner) &&
        (words.length === 0 || matches(lab, words)),
    )
    .sort(orderOf(asked.sort ?? newestFirst))
}

function matches(lab: LabSummary, words: readonly string[]): boolean {
  const text = [lab.name, lab.description, lab.project.name, lab.owner.name, ...lab.vms.map(vm => vm.name)]
    .join('\n')
    .toLowerCase()
  return words.every(word => text.includes(word))
}

const byWords = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare

function orderOf(sort: Sort): (a: LabSummary, b: LabSummary) => number {
  const backwards = sort.startsWith('-')
  const column = (backwards ? sort.slice(1) : sort) as Column
  const compare = comparisons[column]
  // Equal ones by age, whichever way the column goes.
  return (a, b) => (backwards ? compare(b, a) : compare(a, b)) || (a.id < b.id ? 1 : -1)
}

const comparisons: Readonly<Record<Column, (a: LabSummary, b: LabSummary) => number>> = {
  name: (a, b) => byWords(a.name, b.name),
  state: (a, b) => looks.indexOf(known(a)) - looks.indexOf(known(b)),
  machines: (a, b) => a.vms.length - b.vms.length,
  project: (a, b) => byWords(a.project.name, b.project.name),
  owner: (a, b) => byWords(a.owner.name, b.owner.name),
  created: (a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
}

const known = (lab: LabSummary) => labLook(lab.state) as (typeof looks)[number]
