import type { LabId } from '@paddock/model'
import type { Page } from 'playwright-core'

/** The moment at which the browser draws these words as the state of a lab in the list. */
export const momentOfChip = (page: Page, lab: LabId, words: string): Promise<number> =>
  page.evaluate(
    `new Promise(resolve => {
      const is = () => document.querySelector('[data-lab="${lab}"] [data-state-chip]')?.textContent === ${JSON.stringify(words)}
      const look = () => { if (is()) { watch.disconnect(); requestAnimationFrame(() => resolve(Date.now())) } }
      const watch = new MutationObserver(look)
      watch.observe(document.body, { subtree: true, childList: true, characterData: true })
      look()
    })`,
  ) as Promise<number>
