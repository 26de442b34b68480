import { Button } from '@mantine/core';
import type { Template, TemplateTexts } from '../api/client.ts';
import { useFormat } from '../format.ts';
import { texts } from '../texts.ts';
import classes from './Templates.module.css';

const words = texts.settings.templates;

interface TemplateVersionsProps {
  versions: Template['versions'];
  /** Brings the texts of one back into the fields; absent: they are read only. */
  onShow: ((texts: TemplateTexts) => void) | undefined;
}

/** Every version there was, the newest first. */
export function TemplateVersions({ versions, onShow }: TemplateVersionsProps) {
  const format = useFormat();
  if (versions.length === 0) return null;
  return (
    <details>
      <summary>{words.versions(versions.length)}</summary>
      <ul className={classes.versions}>
        {versions.map(({ draftVersion, version, texts: said, madeBy, madeByName, createdAt }) => (
          <li key={draftVersion} className={classes.version}>
            <span>{words.version(version, madeByName ?? madeBy, format.dateTime(createdAt))}</span>
            {said === null ? <span>{words.takenAway}</span> : <code className={classes.fact}>{draftVersion}</code>}
            {said !== null && onShow !== undefined && (
              <Button size="compact-xs" variant="default" onClick={() => onShow(said)}>
                {words.show(version)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
