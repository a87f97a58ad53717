import { Tooltip } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import classes from './Console.module.css'

/** Says that this page only looks: what is typed here goes nowhere. */
export function ViewOnly() {
  return (
    <Tooltip label="You watch. The server takes no keys and no clicks from this page.">
      <span className={classes.note}>
        <IconEye size={16} aria-hidden="true" />
        View only
      </span>
    </Tooltip>
  )
}
