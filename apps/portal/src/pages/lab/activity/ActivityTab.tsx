import { Button, Group, Title } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { activityQuery } from '../../../activity/activityQuery.ts'
import { useLab } from '../../../lab/useLab.ts'
import { ReadProblem } from '../../../problem/ReadProblem.tsx'
import { Empty } from '../../../shell/Empty.tsx'
import { Waiting } from '../../../shell/Waiting.tsx'
import classes from './ActivityTab.module.css'
import { DeedRow } from './DeedRow.tsx'

/** Who did what with the lab, and how it went. */
export function ActivityTab() {
  const lab = useLab()
  const activity = useInfiniteQuery(activityQuery(lab.id))
  const deeds = activity.data?.pages.flatMap(page => page.items) ?? []
  return (
    <section aria-labelledby="activity">
      <Title order={2} id="activity" mb={12}>
        Activity
      </Title>
      {activity.isPending && <Waiting rows={6} height={44} />}
      <ReadProblem of={activity} />
      {activity.isSuccess && deeds.length === 0 && <Empty>Nobody has done anything with this lab yet.</Empty>}
      {deeds.length > 0 && (
        <ol className={classes.deeds}>
          {deeds.map(deed => (
            <DeedRow key={deed.id} deed={deed} />
          ))}
        </ol>
      )}
      {activity.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={activity.isFetchingNextPage} onClick={() => void activity.fetchNextPage()}>
            Show what was before
          </Button>
        </Group>
      )}
    </section>
  )
}
