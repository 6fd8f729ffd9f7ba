import type { Activity } from './activities.ts';
import type { Chosen } from './choosing.ts';
import { Html, html } from './html.ts';
import { type LaunchForm, type Manner, manners } from './launchForm.ts';
import { type LmsPerson, people } from './people.ts';

const style = new Html(`
  :root { color-scheme: light dark; --line: #c9cdd6; --ink: #1d2433; --quiet: #555e70; --bar: #24345c; --paper: #f4f6fa; --card: #fff; --link: #24478f }
  @media (prefers-color-scheme: dark) { :root { --line: #3a4356; --ink: #e6e9f0; --quiet: #a3acbd; --bar: #131c33; --paper: #161b26; --card: #1d2431; --link: #9db8f2 } }
  * { box-sizing: border-box } body { margin: 0; font: 16px/1.5 Georgia, 'Times New Roman', serif; color: var(--ink); background: var(--paper) }
  header { background: var(--bar); color: #fff; padding: 12px 20px } header a { color: #fff; text-decoration: none } main { max-width: 900px; margin: 0 auto; padding: 20px }
  h1 { font-size: 1.5rem; margin: 8px 0 } h2 { font-size: 1.15rem; margin: 28px 0 8px } p { max-width: 70ch } a { color: var(--link) }
  .card { background: var(--card); border: 1px solid var(--line); padding: 12px 16px; margin: 0 0 10px; display: flex; flex-wrap: wrap; gap: 4px 16px; align-items: baseline } .card span { color: var(--quiet); flex: 1 1 220px }
  .people a { display: inline-block; padding: 6px 12px; margin: 0 6px 6px 0; border: 1px solid var(--line); background: var(--card); text-decoration: none } .people a[aria-current] { background: var(--bar); color: #fff }
  .quiet { color: var(--quiet) } iframe { width: 100%; height: 520px; border: 1px solid var(--line); background: #fff } button { font: inherit; padding: 8px 16px }
  ul { padding-left: 20px } li { margin: 0 0 6px }
`);

function page(title: string, body: Html): string {
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><style>${style}</style></head>
<body><header><a href="/">Stand-in Campus</a> · a pretended LMS</header><main>${body}</main></body></html>`
    .text;
}

export interface Home {
  readonly person: LmsPerson;
  readonly activities: readonly Activity[];
  readonly tinygate: string;
  readonly hasLast: boolean;
}

export function homePage({ person, activities, tinygate, hasLast }: Home): string {
  const as = person.username;
  const shown = activities.map(
    ({ name, about }, place) => html`<div class="card"><b>${name}</b> <span>${about}</span>
<a href="/activity?place=${place}&as=${as}">open here, in a frame</a> <a href="/launch?place=${place}&as=${as}&target=window" target="_blank">open in a new window</a></div>`,
  );
  const spoilt = (Object.keys(manners) as Manner[])
    .filter((manner) => manner !== 'honest')
    .map(
      (manner) =>
        html`<li><a href="/launch?place=0&as=ann&target=window&manner=${manner}" target="_blank">${manners[manner]}</a></li>`,
    );
  const again = hasLast
    ? html`<li><a href="/again" target="_blank">the last signed form once more</a>: in the same browser it quietly continues; copy this address into a private window, and it is refused as a replay</li>`
    : html`<li class="quiet">the last signed form once more (launch something first)</li>`;
  return page(
    'Physics 101 · Stand-in Campus',
    html`<h1>Physics 101</h1>
<p>Each activity below is an External Tool whose address is a launch URL of Tinygate at <a href="${tinygate}">${tinygate}</a>. A click is a really signed LTI 1.1 launch, from another site.</p>
<h2>Who clicks?</h2>
<p class="people">${people.map((one) => (one.username === as ? html`<a href="/?as=${one.username}" aria-current="true">${one.name}</a>` : html`<a href="/?as=${one.username}">${one.name}</a>`))}</p>
<p class="quiet">${person.name}: ${person.about}.</p>
<h2>Activities</h2>
${shown}
<p>Teachers add more from here: <a href="/choose">Select content</a>, sign in at Tinygate as cora, and tick what is to get a link.</p>
<h2>Break something</h2>
<p>Week 1 as Ann, but with one thing wrong. Each must be refused, with one sentence and a number.</p>
<ul>${spoilt}${again}<li>the bare address without a launch: open a short URL of Tinygate directly, and it asks who you are</li></ul>`,
  );
}

export function activityPage(name: string, source: string): string {
  return page(
    `${name} · Stand-in Campus`,
    html`<p><a href="/">Physics 101</a></p><h1>${name}</h1><iframe src="${source}" title="${name}"></iframe>`,
  );
}

/** The form posts itself, as those of LMSs do; with scripts off there is a button. */
export function launchPage({ action, pairs }: LaunchForm): string {
  const fields = pairs.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`);
  return page(
    'Opening…',
    html`<form method="post" action="${action}">${fields}<p>Opening… <button>Open now</button></p></form><script>document.forms[0].submit()</script>`,
  );
}

export function backPage(): string {
  return page(
    'Back · Stand-in Campus',
    html`<h1>Welcome back</h1><p>This is where the way back leads. <a href="/">Physics 101</a></p>`,
  );
}

/** Shown where the answer came back to, in the frame. */
export function chosenPage({ isSigned, activities }: Chosen): string {
  const said = isSigned
    ? html`<p>The answer was signed with the tool’s secret. Now in the course: ${activities.length}</p><ul>${activities.map(({ name }) => html`<li>${name}</li>`)}</ul>`
    : html`<p>The answer was not signed with the tool’s secret, so nothing of it counts.</p>`;
  return page(
    'Content selected · Stand-in Campus',
    html`<h1>Content selected</h1>${said}<p><a href="/" target="_top">Physics 101</a></p>`,
  );
}

export function missingPage(): string {
  return page('Not found', html`<h1>Nothing here</h1><p><a href="/">Physics 101</a></p>`);
}
