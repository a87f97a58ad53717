import type { VmId } from '@paddock/model'
import { useEffect, useSyncExternalStore } from 'react'
import { onPicture, pictureOf, renewPicture } from './pictures.ts'

/** The newest picture of a machine's screen that this page has, renewed while it is wanted and the page is seen. */
export function usePicture(vm: VmId, { wanted, everySeconds }: { wanted: boolean; everySeconds: number }) {
  const picture = useSyncExternalStore(onPicture, () => pictureOf(vm))
  useEffect(() => {
    if (!wanted) return
    const renew = () => {
      if (document.visibilityState === 'visible') renewPicture(vm, everySeconds)
    }
    renew()
    const timer = setInterval(renew, everySeconds * 1_000)
    document.addEventListener('visibilitychange', renew)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', renew)
    }
  }, [vm, wanted, everySeconds])
  return picture
}
