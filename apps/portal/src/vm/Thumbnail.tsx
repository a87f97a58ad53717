import { useIntersection } from '@mantine/hooks'
import { vmCan } from '@paddock/model'
import type { VmView } from '@paddock/sdk'
import { StateMark } from '../state/StateMark.tsx'
import { vmLook, vmWords } from '../state/states.ts'
import classes from './Thumbnail.module.css'
import { usePicture } from './usePicture.ts'

type ThumbnailProps = {
  vm: Pick<VmView, 'id' | 'name' | 'state'>
  /** How often it is renewed while it is seen and the machine runs. */
  everySeconds?: number
}

/**
 * A machine's screen in small, 16:10, live while it is seen.
 *
 * Takes its room before there is a picture. Of a machine without a screen it keeps the last picture, in grey.
 */
export function Thumbnail({ vm, everySeconds = 4 }: ThumbnailProps) {
  const { ref, entry } = useIntersection({ rootMargin: '80px' })
  const live = vmCan.watch(vm.state)
  const picture = usePicture(vm.id, { wanted: live && entry?.isIntersecting === true, everySeconds })
  const name = live ? `Screen of ${vm.name}` : `Last screen of ${vm.name}: ${vmWords(vm.state).toLowerCase()}`
  return (
    <span
      ref={ref}
      className={classes.thumbnail}
      data-live={live}
      data-look={vmLook(vm.state)}
      data-thumbnail={vm.name}
    >
      {picture ? (
        <img src={picture} alt={name} draggable={false} decoding="async" />
      ) : (
        <span className={classes.none} role="img" aria-label={live ? name : `No screen of ${vm.name}`}>
          <StateMark look={vmLook(vm.state)} />
        </span>
      )}
    </span>
  )
}
