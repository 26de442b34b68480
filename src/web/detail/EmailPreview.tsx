import { useLayoutEffect, useRef, useState } from 'react';
import type { ActionDetail } from '../api/client.ts';
import { texts } from '../texts.ts';
import classes from './EmailPreview.module.css';
import { readFrameMessage } from './frameMessage.ts';
import { paramText } from './paramText.ts';

/** Until the page says how high it is. */
const FIRST_HEIGHT_PX = 380;
const BORDERS_PX = 2;

/**
 * The email as it will look. The page in the frame has an origin of its own and a CSP that knows one script, ours
 * (src/api/emailFrame.ts): it tells its height, so that nothing of the email is cut off, and the keys pressed in it.
 */
export function EmailPreview({ action: { id, version, params } }: { action: ActionDetail }) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [heightPx, setHeightPx] = useState(FIRST_HEIGHT_PX);
  // Before the page can have loaded: it tells its height once, and then only when it changes.
  useLayoutEffect(() => {
    const listener = ({ source, data }: MessageEvent<unknown>) => {
      const { current } = frame;
      // Any window may send messages; these are the frame's alone.
      if (current === null || source !== current.contentWindow) return;
      const message = readFrameMessage(data);
      if (message?.kind === 'height') setHeightPx(message.heightPx + BORDERS_PX);
      if (message?.kind === 'key') current.dispatchEvent(new KeyboardEvent('keydown', message.init));
    };
    addEventListener('message', listener);
    return () => removeEventListener('message', listener);
  }, []);
  return (
    <iframe
      key={version}
      ref={frame}
      className={classes.email}
      style={{ height: heightPx }}
      sandbox="allow-scripts"
      src={`/api/autonomous-actions/${id}/preview?v=${version}`}
      title={texts.detail.draft.frame(paramText(params, 'subject'))}
    />
  );
}
