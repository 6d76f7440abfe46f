import { Button } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useLane } from '../../ui/lane.ts';
import { useView } from './view.ts';

/** One short message on the edge of the sheet, in nobody's way: what happened, and the one thing to do. */
export function NoticeBand() {
  const { say, phrase, send } = useLane();
  const notice = useView((view) => view.notice);
  if (notice === null) return null;
  return (
    <aside key={notice.id} className={`notice ${notice.tone}`}>
      <Icon name={notice.tone === 'attention' ? 'triangle-alert' : 'info'} />
      <p>
        <strong>{phrase(notice.title)}</strong>
        {notice.detail !== undefined && <span>{phrase(notice.detail)}</span>}
      </p>
      <Button
        kind="bare"
        icon="x"
        label={say('kiosk.notice.close')}
        onPress={() => void send({ kind: 'dismissNotice', noticeId: notice.id })}
      />
    </aside>
  );
}
