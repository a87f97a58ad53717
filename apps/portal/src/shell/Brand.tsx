import { Link } from '@tanstack/react-router'
import classes from './TopBar.module.css'

export function Brand() {
  return (
    <Link to="/" className={classes.brand} aria-label="Paddock, first page">
      <img src="/favicon.svg" alt="" width={24} height={24} />
      <span>Paddock</span>
    </Link>
  )
}
