import { capitalize } from '../format.ts';

interface PeopleProps {
  readonly people: readonly string[];
  readonly person: string;
  readonly onPerson: (person: string) => void;
}

/** The switch between the people that the reader can act as. */
export function People({ people, person, onPerson }: PeopleProps) {
  return (
    <fieldset className="people">
      <legend className="unseen">You act as</legend>
      {people.map((name) => (
        <label key={name}>
          <input type="radio" name="person" value={name} checked={name === person} onChange={() => onPerson(name)} />
          <span className="person-dot" data-person={name} aria-hidden="true">
            {capitalize(name).charAt(0)}
          </span>
          <span>{capitalize(name)}</span>
        </label>
      ))}
    </fieldset>
  );
}
