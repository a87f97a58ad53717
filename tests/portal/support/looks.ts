import assert from 'node:assert/strict'
import { until } from '@paddock/testing'
import type { Locator, Page } from 'playwright-core'

/** How a state is shown: words, colour behind them, and the mark beside them. */
export interface Look {
  readonly words: string
  readonly colour: string
  readonly mark: string
}

// The little that is used of the browser's own types, which are not among this project's.
declare function getComputedStyle(element: unknown): { readonly backgroundColor: string }
interface ShownElement {
  readonly textContent: string | null
  querySelector(selector: string): { readonly innerHTML: string } | null
}

export const lookOf = (chip: Locator): Promise<Look> =>
  chip.evaluate((element: ShownElement) => ({
    words: element.textContent ?? '',
    colour: getComputedStyle(element).backgroundColor,
    mark: element.querySelector('svg')?.innerHTML ?? '',
  }))

/** The chip of a machine in the lab's page. */
export const chipOf = (page: Page, vm: string): Locator => page.locator(`[data-vm="${vm}"] [data-state-chip]`)

/** Marks the page, so that a reload would be noticed. */
export const rememberPage = (page: Page): Promise<void> => page.evaluate('window.notReloaded = true')

export async function assertNotReloaded(page: Page): Promise<void> {
  assert.equal(await page.evaluate('window.notReloaded'), true, 'the page was reloaded')
}

/** The dots of the screen between two lines, as one word that two looks can be compared by. */
export const dotsOf = (page: Page, from: number, to: number): Promise<string> =>
  page.evaluate(dotsExpression(from, to)) as Promise<string>

/** Waits until the screen shows something else between two lines. */
export const untilDotsChange = (page: Page, lines: readonly [number, number], before: string): Promise<true> =>
  until('the screen shows something else', async () => ((await dotsOf(page, ...lines)) === before ? undefined : true))

/** Waits until the screen shows between two lines what it showed once before. */
export const untilDotsAre = (page: Page, lines: readonly [number, number], dots: string): Promise<true> =>
  until('the screen shows that again', async () => ((await dotsOf(page, ...lines)) === dots ? true : undefined))

const dotsExpression = (from: number, to: number): string =>
  `[...document.querySelector('canvas').getContext('2d').getImageData(0, ${from}, 320, ${to - from}).data.filter((_, at) => at % 4 === 1)].join()`
