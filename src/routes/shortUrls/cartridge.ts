import type { Context } from 'koa';
import type { CartridgeOutline } from '../../services/shortUrls/cartridgeOutline.ts';
import type { TextFile } from '../../services/shortUrls/cartridgeZip.ts';
import { seeOther } from '../../web/seeOther.ts';
import { configXml, xmlText } from '../configXml.ts';
import type { Desk } from '../desk.ts';
import { coursePath } from '../deskLines.ts';
import { tellNext } from '../notices.ts';
import { say } from '../site.ts';
import { chosenOf } from './asked.ts';
import type { Here } from './deeds.ts';

/**
 * LTI links as an IMS Common Cartridge 1.1, which LMSs import: one link for each short URL, in the folders of the contents.
 * Neither key nor secret is in it; identifiers are the same each time, so that a second import meets the first.
 */
export async function saveCartridge(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { question } = chosenOf(ctx);
  const outline = await deeds.outline(at, question);
  if (outline.links === 0) {
    tellNext(ctx, desk.site, 'shortUrls.emptyCartridge');
    return seeOther(ctx, coursePath(at, 'links'));
  }
  const origin = await deeds.originOf(at.domain.name);
  const files = filesOf(ctx, desk, { outline, origin, at });
  ctx.type = 'application/zip';
  ctx.attachment(`${at.domain.name}-${at.course.course}.imscc`);
  ctx.body = await deeds.zip(files);
}

interface Cartridge {
  readonly outline: CartridgeOutline;
  readonly origin: string;
  readonly at: Here['at'];
}

function* filesOf(ctx: Context, desk: Desk, { outline, origin, at }: Cartridge): Generator<TextFile> {
  const texts = say(ctx, desk.site);
  const { views } = desk.site;
  const links = outline.steps.flatMap((step) => (step.kind === 'link' ? [step] : []));
  const nameOf = (shortId: string) => `lti/${shortId}.xml`;
  const steps = outline.steps.map((step) =>
    step.kind === 'close' ? step : { ...step, title: xmlText(step.title) },
  );
  const manifest = {
    id: outline.id,
    title: xmlText(at.course.title),
    steps,
    files: links.map(({ id, shortId }) => ({ id, name: nameOf(shortId) })),
  };
  yield { name: 'imsmanifest.xml', text: views.render('shortUrls/manifest', manifest, texts) };
  const domain = at.domain.name;
  for (const { title, shortId } of links) {
    const toolId = `tinygate-${domain}-${shortId}`;
    const model = { ...configXml({ origin, domain, shortId, title, toolId }), hasNavigation: false };
    yield { name: nameOf(shortId), text: views.render('lti11/config', model, texts) };
  }
}
