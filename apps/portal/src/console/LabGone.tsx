import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { LiveBar } from '../live/LiveBar.tsx'
import classes from './Console.module.css'

/** In place of the consoles of a lab that was deleted while somebody looked. */
export function LabGone({ name }: { name: string }) {
  return (
    <main className={classes.gone}>
      <LiveBar />
      <h1>{name} is deleted</h1>
      <p>Its machines and their disks went with it.</p>
      <Button renderRoot={props => <Link to="/labs" {...props} />}>Go to the labs</Button>
    </main>
  )
}
