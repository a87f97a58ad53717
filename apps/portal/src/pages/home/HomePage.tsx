import { mayAnywhere } from '../../session/may.ts'
import { useMe } from '../../session/useMe.ts'
import { PageHead } from '../../shell/PageHead.tsx'
import { LabHome } from './LabHome.tsx'
import { LibraryShelf } from './LibraryShelf.tsx'
import { OperatorHome } from './OperatorHome.tsx'

/** The first page: for operators the installation, for others their labs. */
export function HomePage() {
  const me = useMe()
  if (me.operator) return <OperatorHome />
  if (mayAnywhere(me, 'lab.view')) return <LabHome />
  return (
    <>
      <PageHead
        title="Home"
        under={
          <p className="soft">
            You have no role in any project of {me.tenant?.name} yet, so there are no labs to show. An administrator of
            your tenant can add you to one.
          </p>
        }
      />
      <LibraryShelf />
    </>
  )
}
