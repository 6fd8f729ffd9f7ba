import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import decodeQR from 'qr/decode.js';
import { validateXML } from 'xmllint-wasm';
import { fromBuffer } from 'yauzl';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { change, hashOf, inside, rowsOf, signedIn } from './visitors.ts';

const schema = (name: string) => ({
  fileName: name,
  contents: readFileSync(`test/lti/schemas/${name}`, 'utf8'),
});

async function faultsOf(
  contents: string,
  main: string,
  others: readonly string[],
): Promise<readonly string[]> {
  const xml = [{ fileName: 'one.xml', contents }];
  const { errors } = await validateXML({ xml, schema: [schema(main)], preload: others.map(schema) });
  return errors.map(({ message }) => message);
}

const manifestFaults = (text: string) => faultsOf(text, 'ccv1p1_imscp.xsd', ['ccv1p1_lommanifest.xsd']);
const linkFaults = (text: string) =>
  faultsOf(text, 'imslticc_v1p0.xsd', ['imsbasiclti_v1p0p1.xsd', 'imslticm_v1p0.xsd', 'imslticp_v1p0.xsd']);

/** The files of a zip by their names. */
function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (fault, zip) => {
      if (fault || !zip) return reject(fault);
      const files = new Map<string, string>();
      zip.on('entry', (entry) => {
        zip.openReadStream(entry, async (trouble, stream) => {
          if (trouble || !stream) return reject(trouble);
          const parts: Buffer[] = [];
          for await (const part of stream) parts.push(part as Buffer);
          files.set(entry.fileName, Buffer.concat(parts).toString('utf8'));
          zip.readEntry();
        });
      });
      zip.on('end', () => resolve(files));
      zip.on('error', reject);
      zip.readEntry();
    });
  });
}

/** What a reader makes of a drawing of the page. */
function readCode(size: number, path: string): string {
  const scale = 4;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x = '', y = '', length = ''] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g)) {
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row += 1) {
      for (let column = Number(x) * scale; column < (Number(x) + Number(length)) * scale; column += 1)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3);
    }
  }
  return decodeQR({ width: side, height: side, data });
}

describe.each(engines)('sheets and cartridges of short URLs, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let week: ItemRow;
  const base = '/adm/msu/phy101/links';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    week = await world.addItem({
      item_id: 'week',
      title: 'Week <1> & "more" 🎓',
      kind: 'folder',
      body: null,
    });
    const deep = await world.addItem({
      item_id: 'deep',
      title: 'Deep',
      kind: 'folder',
      body: null,
      ...inside(week),
    });
    const quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz \u0007שלום', ...inside(deep) });
    await world.addLink(quiz, { short_id: 'Quiz23' });
    await world.addLink(week, { short_id: 'Week23' });
    await world.addLink(await world.addItem({ item_id: 'end', title: 'The end', position: 9 }), {
      short_id: 'End234',
      enabled: 0,
    });
    await world.addLink(await world.addItem({ item_id: 'lost', title: 'Lost' }), { short_id: 'Lost23' });
    await change(world, "DELETE FROM items WHERE item_id = 'lost'");
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const codesIn = (text: string) =>
    [...text.matchAll(/viewBox="0 0 (\d+) \d+"[\s\S]*?<path d="([^"]+)"/g)].map(([, size = '', path = '']) =>
      readCode(Number(size), path),
    );

  test('hold codes that a reader reads as the short URLs, never as launch URLs', async () => {
    const page = await cora.get(`${base}/qr`);
    expect(page.status).toBe(200);
    expect(codesIn(page.text).sort()).toEqual(
      ['End234', 'Quiz23', 'Week23'].map((id) => `${publicUrl}/tiny/msu/${id}`).sort(),
    );
    expect(page.text).not.toContain('/adm/launch/');
    expect(page.text).toContain('Week &lt;1&gt; &amp; &quot;more&quot; 🎓');
    expect(page.text).toContain('switched off');
  });

  test('hold only what was ticked or searched for, in the size that was chosen', async () => {
    const ticked = await cora.get(`${base}/qr?link=Quiz23&link=Week23&link=../x&size=large`);
    expect(codesIn(ticked.text)).toHaveLength(2);
    expect(ticked.text).toContain('class="codes large"');
    expect(ticked.text).toContain('<input type="hidden" name="link" value="Week23">');
    expect(codesIn((await cora.get(`${base}/qr?q=Quiz`)).text)).toHaveLength(1);
    expect((await cora.get(`${base}/qr?state=gone&q=zzz`)).text).toContain('nothing to print');
  });

  test('are not made of another course’s short URLs', async () => {
    const { domain, make } = world;
    const other = await make.course({ domain_id: domain.id, course_id: 'chem' });
    const item = await make.item({
      domain_id: domain.id,
      course_id: other.id,
      item_id: 'acid',
      title: 'Acid',
    });
    await world.addLink(item, { short_id: 'Acid23' });
    expect(codesIn((await cora.get(`${base}/qr?link=Acid23`)).text)).toEqual([]);
    const answer = await cora.get(`${base}/imscc?link=Acid23`);
    expect([answer.status, answer.headers.location]).toEqual([303, base]);
  });

  test('come as a cartridge that is valid against the schemas, in the folders of the contents', async () => {
    const answer = await cora.get(`${base}/imscc`);
    expect(answer.headers['content-disposition']).toBe('attachment; filename="msu-phy101.imscc"');
    const files = await unzipped(answer.bytes);
    expect([...files.keys()].sort()).toEqual(
      ['imsmanifest.xml', 'lti/End234.xml', 'lti/Quiz23.xml', 'lti/Week23.xml'].sort(),
    );
    const manifest = files.get('imsmanifest.xml') ?? '';
    expect(await manifestFaults(manifest)).toEqual([]);
    expect(await manifestFaults(manifest.replace(/<resource .*\n/, ''))).not.toEqual([]);
    const order = [...manifest.matchAll(/<title>([^<]*)<\/title>|<\/item>/g)].map(
      ([whole, title]) => title ?? whole,
    );
    expect(order.slice(0, 6)).toEqual([
      'Week &lt;1&gt; &amp; &quot;more&quot; 🎓',
      'Week &lt;1&gt; &amp; &quot;more&quot; 🎓',
      '</item>',
      'Deep',
      'Quiz \u{FFFD}שלום',
      '</item>',
    ]);
    for (const [name, text] of files) {
      expect([name, text.includes('a secret of the tests'), text.includes('moodle-prod')]).toEqual([
        name,
        false,
        false,
      ]);
      if (name.startsWith('lti/')) expect([name, await linkFaults(text)]).toEqual([name, []]);
    }
    expect(files.get('lti/Quiz23.xml')).toContain(
      `<blti:launch_url>${publicUrl}/adm/launch/tiny/msu/Quiz23</blti:launch_url>`,
    );
    expect(files.get('lti/Quiz23.xml')).toContain('platform="canvas.instructure.com"');
  });

  test('give the same cartridge again, to the byte, so that a second import meets the first', async () => {
    const [one, other] = [await cora.get(`${base}/imscc`), await cora.get(`${base}/imscc`)];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    const some = await unzipped((await cora.get(`${base}/imscc?link=Quiz23`)).bytes);
    const all = await unzipped(one.bytes);
    const idOf = (files: Map<string, string>) =>
      /identifier="(L\w+)" type="imsbasiclti_xmlv1p0"><file href="lti\/Quiz23/.exec(
        files.get('imsmanifest.xml') ?? '',
      )?.[1];
    expect(idOf(some)).toBeDefined();
    expect(idOf(some)).toBe(idOf(all));
  });

  test('list what leads nowhere only on wish', async () => {
    expect((await cora.get(base)).text).not.toContain('Lost23');
    for (const state of ['gone', 'all'])
      expect((await cora.get(`${base}?state=${state}`)).text).toContain('Lost23');
    expect((await cora.get(`${base}/csv?state=all`)).text).toContain('Lost23');
  });

  test('of large courses are made in turns, and the page goes on where it was', async () => {
    const rows = Array.from(
      { length: 2_300 },
      (_, n) => `(${world.domain.id}, ${world.course.id}, 'leaf-${n}', '/', ${n}, 'page', 'Leaf ${n}', '')`,
    );
    await change(
      world,
      `INSERT INTO items (domain_id, course_id, item_id, path, position, kind, title, body) VALUES ${rows.join(',')}`,
    );
    const csrf = hidden(await cora.get(`${base}?show=without`), 'csrf');
    const first = await cora.post(`${base}/make`, { csrf, all: 'on' });
    expect(first.status).toBe(303);
    const [{ n } = { n: 0 }] = await rowsOf<{ n: number }>(world, 'SELECT COUNT(*) AS n FROM links');
    expect(Number(n)).toBeGreaterThan(2_300);
    expect((await cora.follow(first)).text).toContain('2,301 short URLs were made.');
    expect((await cora.get(`${base}/make?done=5`)).headers.location).toBe(base);
    await change(
      world,
      "DELETE FROM links WHERE item_id IN (SELECT id FROM items WHERE item_id LIKE 'leaf-1%')",
    );
    const going = await cora.get(`${base}/make?done=1189`);
    expect(going.text).toContain('data-goes-on');
    expect(going.text).toContain('Make the 1,111 that are left');
    expect((await cora.get(`${base}/make`)).text).not.toContain('data-goes-on');
  });
});
