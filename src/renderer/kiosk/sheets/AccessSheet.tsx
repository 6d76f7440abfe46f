import type { Appearance } from '../../../protocol/view.ts';
import { Icon } from '../../ui/Icon.tsx';
import type { IconName } from '../../ui/icon-names.ts';
import { useLane } from '../../ui/lane.ts';
import { useView } from '../frame/view.ts';
import { Choice, Sheet } from './Sheet.tsx';

const SIZES: readonly Appearance['text'][] = [1, 2, 3, 4];

function Option({ icon, children }: { icon?: IconName; children: string }) {
  return (
    <>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </>
  );
}

/** How this lane looks and where its buttons are: it applies at once, to this shopper only. */
export function AccessSheet({ close }: { close: () => void }) {
  const { say, send } = useLane();
  const now = useView((view) => view.appearance);
  const set = (change: Partial<Appearance>) => void send({ kind: 'setAppearance', appearance: { ...now, ...change } });
  return (
    <Sheet title={say('kiosk.access.title')} done={say('kiosk.sheet.done')} onClose={close} className="access">
      <div className="choices">
        <Choice
          title={say('kiosk.access.text')}
          chosen={now.text}
          choose={(text) => set({ text })}
          options={SIZES.map((size) => ({
            value: size,
            content: (
              <>
                <span className={`sample s${size}`} aria-hidden="true">
                  {say('kiosk.access.textSample')}
                </span>
                <span className="off-screen">{say('kiosk.access.textSize', { size, most: SIZES.length })}</span>
              </>
            ),
          }))}
        />
        <Choice
          title={say('kiosk.access.theme')}
          chosen={now.theme}
          choose={(theme) => set({ theme })}
          options={[
            { value: 'light', content: <Option icon="sun">{say('kiosk.access.light')}</Option> },
            { value: 'dark', content: <Option icon="moon">{say('kiosk.access.dark')}</Option> },
          ]}
        />
        <Choice
          title={say('kiosk.access.contrast')}
          chosen={now.contrast}
          choose={(contrast) => set({ contrast })}
          options={[
            { value: 'normal', content: <Option>{say('kiosk.access.contrastNormal')}</Option> },
            { value: 'more', content: <Option icon="contrast">{say('kiosk.access.contrastMore')}</Option> },
          ]}
        />
        <Choice
          title={say('kiosk.access.reach')}
          chosen={now.lowReach}
          choose={(lowReach) => set({ lowReach })}
          options={[
            { value: false, content: <Option>{say('kiosk.access.reachNormal')}</Option> },
            { value: true, content: <Option icon="accessibility">{say('kiosk.access.reachLow')}</Option> },
          ]}
        />
      </div>
    </Sheet>
  );
}
