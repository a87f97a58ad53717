export interface Point {
  readonly x: number
  readonly y: number
}

/** What fingers on a picture of a screen mean. */
export type Act =
  | { readonly do: 'press' | 'move' | 'release'; readonly button: 'left' | 'right'; readonly at: Point }
  | { readonly do: 'pan'; readonly by: Point }
  | { readonly do: 'zoom'; readonly by: number; readonly about: Point }
  | { readonly do: 'scroll'; readonly by: number; readonly at: Point }

/** Farther than this, a finger drags; nearer, it trembles. */
const slackPixels = 10
/** Two fingers that come closer or part by less than this don't mean to zoom. */
const pinchPixels = 24
const secondTapWithinMilliseconds = 300
const secondTapWithinPixels = 40
/** A finger that rests so long presses the right button. */
export const longPressMilliseconds = 500

type State =
  | { readonly is: 'idle' | 'spent' }
  | { readonly is: 'touching' | 'panning'; readonly start: Point; readonly last: Point }
  /** `start`: where it came down, until it has left that place. */
  | { readonly is: 'dragging'; readonly start: Point | null; readonly last: Point }
  | {
      readonly is: 'two'
      readonly start: number
      readonly pinching: boolean
      readonly centre: Point
      readonly apart: number
    }

/**
 * Reads fingers: a tap clicks, a long press is the right button, one finger pans what is larger than the page and drags
 * otherwise, a tap and then a drag always drags; two fingers zoom and pan, or scroll where there is nothing to pan.
 *
 * Pure but for what it remembers: the caller tells of every change, with the fingers that are down.
 */
export class Gestures {
  #state: State = { is: 'idle' }
  #tapped: { readonly at: Point; readonly moment: number } | null = null

  down(fingers: readonly Point[], moment: number): Act[] {
    const [one, two] = fingers
    if (one === undefined) return []
    if (two !== undefined) {
      const acts: Act[] = this.#state.is === 'dragging' ? [release(this.#state.last)] : []
      const apart = distance(one, two)
      this.#state =
        fingers.length > 2
          ? { is: 'spent' }
          : { is: 'two', start: apart, pinching: false, centre: middle(one, two), apart }
      return acts
    }
    const before = this.#tapped
    this.#tapped = null
    if (
      before &&
      moment - before.moment < secondTapWithinMilliseconds &&
      distance(before.at, one) < secondTapWithinPixels
    ) {
      // Where the first tap was, so that a double click is one.
      this.#state = { is: 'dragging', start: one, last: before.at }
      return [press(before.at)]
    }
    this.#state = { is: 'touching', start: one, last: one }
    return []
  }

  move(fingers: readonly Point[], pannable: boolean): Act[] {
    const [one, two] = fingers
    const state = this.#state
    if (one === undefined) return []
    switch (state.is) {
      case 'idle':
      case 'spent':
        return []
      case 'touching': {
        if (distance(state.start, one) < slackPixels) return []
        if (pannable) {
          this.#state = { is: 'panning', start: state.start, last: one }
          return [{ do: 'pan', by: from(state.start, one) }]
        }
        this.#state = { is: 'dragging', start: null, last: one }
        return [press(state.start), { do: 'move', button: 'left', at: one }]
      }
      case 'panning':
        this.#state = { ...state, last: one }
        return [{ do: 'pan', by: from(state.last, one) }]
      case 'dragging':
        if (state.start && distance(state.start, one) < slackPixels) return []
        this.#state = { is: 'dragging', start: null, last: one }
        return [{ do: 'move', button: 'left', at: one }]
      case 'two':
        return two === undefined ? [] : this.#moveTwo(state, { one, two, pannable })
    }
  }

  #moveTwo(
    state: Extract<State, { is: 'two' }>,
    { one, two, pannable }: { one: Point; two: Point; pannable: boolean },
  ): Act[] {
    const centre = middle(one, two)
    const apart = distance(one, two)
    const pinching = state.pinching || Math.abs(apart - state.start) > pinchPixels
    this.#state = { ...state, pinching, centre, apart }
    const by = from(state.centre, centre)
    if (!pinching && !pannable) return by.y === 0 ? [] : [{ do: 'scroll', by: -by.y, at: centre }]
    const pan: Act = { do: 'pan', by }
    return pinching && state.apart > 0 ? [{ do: 'zoom', by: apart / state.apart, about: centre }, pan] : [pan]
  }

  up(left: number, moment: number): Act[] {
    const state = this.#state
    if (left > 0) {
      // The finger that stays after a pinch means nothing.
      this.#state = { is: 'spent' }
      return state.is === 'dragging' ? [release(state.last)] : []
    }
    this.#state = { is: 'idle' }
    if (state.is === 'dragging') return [release(state.last)]
    if (state.is !== 'touching') return []
    this.#tapped = { at: state.start, moment }
    return [press(state.start), release(state.start)]
  }

  /** A finger has rested for {@link longPressMilliseconds}. */
  rested(): Act[] {
    if (this.#state.is !== 'touching') return []
    const at = this.#state.start
    this.#state = { is: 'spent' }
    return [
      { do: 'press', button: 'right', at },
      { do: 'release', button: 'right', at },
    ]
  }
}

const press = (at: Point): Act => ({ do: 'press', button: 'left', at })
const release = (at: Point): Act => ({ do: 'release', button: 'left', at })
const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y)
const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 })
const from = (a: Point, b: Point): Point => ({ x: b.x - a.x, y: b.y - a.y })
