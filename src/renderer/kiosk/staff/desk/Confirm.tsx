import type { ReactNode } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { useLane } from '../../../ui/lane.ts';
import { StaffPage } from '../StaffPage.tsx';

/** The last question before something is recorded or money moves: what exactly, in the words it is recorded with. */
export function Confirm(props: {
  readonly title: string;
  readonly note?: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly yes: string;
  readonly onYes: () => void;
  readonly onBack: () => void;
  readonly children?: ReactNode;
}) {
  const { say } = useLane();
  return (
    <StaffPage
      title={props.title}
      note={props.note !== undefined && <p className="how">{props.note}</p>}
      className="confirm"
      foot={
        <div className="act">
          <Button icon="arrow-left" turns onPress={props.onBack}>
            {say('staff.back')}
          </Button>
          <Button kind="main" onPress={props.onYes}>
            {props.yes}
          </Button>
        </div>
      }
    >
      {props.facts.length > 0 && (
        <dl className="what">
          {props.facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {props.children}
    </StaffPage>
  );
}
