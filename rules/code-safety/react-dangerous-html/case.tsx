import DOMPurify from 'dompurify';

export function Comment({ html, note }: { html: string; note: string }) {
  return (
    <article>
      {/* ruleid: react-dangerous-html */}
      <div dangerouslySetInnerHTML={{ __html: html }} />
      {/* ruleid: react-dangerous-html */}
      <p dangerouslySetInnerHTML={{ __html: `<i>${note}</i>` }} />
      {/* ok: react-dangerous-html */}
      <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(html) }} />
      {/* ok: react-dangerous-html */}
      <p>{note}</p>
    </article>
  );
}
