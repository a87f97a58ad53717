import classes from './state.module.css'
import type { Look } from './states.ts'

/** The shape of a state, in the colour of the text beside it. */
export function StateMark({ look }: { look: Look }) {
  return (
    <svg className={classes.mark} data-look={look} viewBox="0 0 12 12" aria-hidden="true">
      {shape(look)}
    </svg>
  )
}

function shape(look: Look) {
  switch (look) {
    case 'running':
      return <circle cx="6" cy="6" r="4.5" fill="currentColor" />
    case 'moving':
      return (
        <>
          <circle cx="6" cy="6" r="4.25" fill="none" stroke="currentColor" strokeWidth="2" opacity="0.25" />
          <path d="M6 1.75a4.25 4.25 0 0 1 4.25 4.25" fill="none" stroke="currentColor" strokeWidth="2" />
        </>
      )
    case 'suspended':
      return <path d="M3 2h2v8H3zM7 2h2v8H7z" fill="currentColor" />
    case 'paused':
      return (
        <>
          <circle cx="6" cy="6" r="4.75" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M4 3.75h1.4v4.5H4zM6.6 3.75H8v4.5H6.6z" fill="currentColor" />
        </>
      )
    case 'stopped':
      return <rect x="2.25" y="2.25" width="7.5" height="7.5" rx="1.5" fill="currentColor" />
    case 'failed':
      return <path d="M2.5 2.5l7 7M9.5 2.5l-7 7" stroke="currentColor" strokeWidth="2.2" strokeLinecap="round" />
    case 'unknown':
      return (
        <>
          <path
            d="M3.4 4a2.6 2.6 0 1 1 3.6 2.4c-.7.3-1 .7-1 1.5"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            strokeLinecap="round"
          />
          <circle cx="6" cy="10.4" r="1.1" fill="currentColor" />
        </>
      )
    case 'mixed':
      return (
        <>
          <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M6 1.5a4.5 4.5 0 0 0 0 9z" fill="currentColor" />
        </>
      )
    case 'empty':
      return (
        <rect x="2.5" y="2.5" width="7" height="7" rx="1.5" fill="none" stroke="currentColor" strokeDasharray="2" />
      )
  }
}
