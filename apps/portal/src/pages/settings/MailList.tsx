import { Badge, Button, Code, Modal, Text } from '@mantine/core'
import type { MailView } from '@paddock/sdk'
import { useMutation, useQuery } from '@tanstack/react-query'
import { paddock } from '../../api/paddock.ts'
import { mailsQuery } from '../../mail/mailsQuery.ts'
import { ProblemAlert } from '../../problem/ProblemAlert.tsx'
import { showProblem } from '../../problem/showProblem.tsx'
import { Empty } from '../../shell/Empty.tsx'
import { Waiting } from '../../shell/Waiting.tsx'
import { Ago } from '../../text/Ago.tsx'
import { Section } from './Section.tsx'
import classes from './Settings.module.css'

const words: Record<MailView['state'], string> = { sent: 'Sent', waiting: 'Waits', 'given-up': 'Given up' }

/** The letters of the installation, for its operators; readable where no mail server is set. */
export function MailList() {
  const mails = useQuery(mailsQuery)
  const open = useMutation({
    mutationFn: (mail: MailView) => paddock.mail.open({ mail: mail.id }),
    onError: showProblem,
  })
  const readable = mails.data?.sends === false
  return (
    <Section
      title="Letters"
      says={
        readable
          ? 'No mail server is set, so letters wait here to be read. Set smtpUrl before anybody else uses this installation.'
          : 'What was handed to the mail server, and what still waits for it.'
      }
    >
      {mails.isPending && <Waiting rows={2} />}
      {mails.error && <ProblemAlert error={mails.error} />}
      {mails.data?.items.length === 0 && <Empty>Invitations and links for new passwords are listed here.</Empty>}
      <ul className={classes.list} hidden={!mails.data?.items.length}>
        {mails.data?.items.map(mail => (
          <li key={mail.id}>
            <div className={classes.words}>
              <strong>{mail.subject}</strong>
              <span className="soft">
                to {mail.to}, <Ago moment={mail.createdAt} inherit />
              </span>
              {mail.trouble && <span className="soft">{mail.trouble}</span>}
            </div>
            <Badge color="gray" variant="light" tt="none">
              {words[mail.state]}
            </Badge>
            {readable && mail.state === 'waiting' && (
              <Button
                variant="default"
                size="xs"
                aria-label={`Read the letter to ${mail.to}`}
                onClick={() => open.mutate(mail)}
              >
                Read
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Modal opened={open.data !== undefined} onClose={open.reset} title={open.variables?.subject ?? ''}>
        <Text size="sm" c="dimmed" mb="sm">
          To {open.variables?.to}
        </Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {open.data?.text}
        </Code>
      </Modal>
    </Section>
  )
}
