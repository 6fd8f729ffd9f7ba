import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { validateXML } from 'xmllint-wasm';
import { lmsKinds } from '../../src/model/lmsKinds.ts';
import { judgeParameter, usualParameter } from '../../src/model/usernameInLms.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

const secret = 'a secret of the tests';
const ofDomain = '/adm/msu/protectors/1/setup';
const ofCourse = '/adm/msu/phy101/protectors/1/setup';

const schema = (name: string) => ({
  fileName: name,
  contents: readFileSync(`test/lti/schemas/${name}`, 'utf8'),
});

/** What Canvas added to the published schema. */
const options = '<xs:element name="options" type="OptionsType"/>';

/** What the schemas have against it. */
async function faultsOf(contents: string, takesOptions = true): Promise<readonly string[]> {
  const preload = ['imsbasiclti_v1p0p1.xsd', 'imslticm_v1p0.xsd', 'imslticp_v1p0.xsd'].map(schema);
  const { errors } = await validateXML({
    xml: [{ fileName: 'config.xml', contents }],
    schema: [schema('imslticc_v1p0.xsd')],
    preload: takesOptions
      ? preload
      : preload.map((one) => ({ ...one, contents: one.contents.replaceAll(options, '') })),
  });
  return errors.map(({ message }) => message);
}

describe.each(engines)('set-up sheets, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  let link: LinkRow;
  let foreign: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const teacher = await world.addPerson('cora');
    const { id: course_id } = world.course;
    await world.make.role({ course_id, person_id: teacher.id, role: 'coordinator' });
    await world.addProtector({
      course_id,
      number: 1,
      plainSecret: secret,
      consumer_key: 'quiz tool/2+',
      name: 'Quiz <Moodle> & "edX" 🎓 شبكة',
      use_identity: JSON.stringify({
        parameter: 'custom_login',
        fallbackParameter: 'ext_user_username',
        transform: { kind: 'none' },
        otherwise: 'login',
      }),
      origins: JSON.stringify(['https://moodle.msu.example']),
    });
    link = await world.addLink(await world.addItem({ item_id: 'week1', title: 'Wellen & <Klänge> 🌊' }));
    const other = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    const item = await world.make.item({ domain_id: world.domain.id, course_id: other.id, item_id: 'acid' });
    foreign = await world.addLink(item);
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  test.each(lmsKinds)('give every value, and never the secret: %s', async (lms) => {
    for (const [visitor, path, key] of [
      [dora, ofDomain, 'moodle-prod'],
      [cora, ofCourse, 'quiz tool/2+'],
    ] as const) {
      const page = await visitor.get(`${path}?lms=${lms}&link=${link.short_id}`);
      expect(page.status).toBe(200);
      expect(page.text).toContain(`http://localhost:8080/adm/launch/tiny/msu/${link.short_id}`);
      expect(page.text).toContain(key);
      expect(page.text).toContain('Wellen &amp; &lt;Klänge&gt; 🌊');
      expect(page.text).not.toContain(secret);
      expect(page.text).not.toMatch(/A256GCM|<Moodle>|<Klänge>/);
    }
  });

  test('begin with the LMS that the launcher’s name speaks of, and write a passport for Open edX', async () => {
    expect((await dora.get(ofDomain)).text).toMatch(/lms=moodle" aria-current="page"/);
    const page = await dora.get(`${ofDomain}?lms=openedx`);
    expect(page.text).toContain('&quot;tinygate-msu-1:moodle-prod:PUT-THE-SECRET-HERE&quot;');
    expect(page.text).toContain('Both have to be approved for frames');
    expect((await cora.get(`${ofCourse}?lms=openedx`)).text).toContain('give it another key under Settings');
  });

  test('say what the chosen username parameter is worth there, and which one to choose instead', async () => {
    const sentences = [
      ['moodle', 'which is often empty', 'ext_user_username is the parameter'],
      ['canvas', 'a teacher can add it', 'custom_canvas_user_login_id is the parameter'],
      ['brightspace', 'Brightspace does not send it', 'ext_d2l_username is the parameter'],
    ] as const;
    for (const [lms, sentence, better] of sentences) {
      const { text } = await dora.get(`${ofDomain}?lms=${lms}`);
      expect([lms, text.includes(sentence), text.includes(better)]).toEqual([lms, true, true]);
    }
    for (const lms of ['sakai', 'openedx', 'other'])
      expect((await dora.get(`${ofDomain}?lms=${lms}`)).text).not.toContain('is the parameter to choose');
    expect((await dora.get(`${ofDomain}?lms=openedx`)).text).toContain('authors of its courses can set it');
    expect((await cora.get(`${ofCourse}?lms=sakai`)).text).toContain(
      'Teachers can set parameters of this kind',
    );
    await change(world, 'UPDATE protectors SET use_identity = NULL WHERE course_id = 0');
    expect((await dora.get(ofDomain)).text).toContain('does not use identity');
    expect((await dora.get(`${ofDomain}/config.xml`)).text).toContain('anonymous');
  });

  test('warn where names are read but not accepted, which is not for a course’s coordinator to change', async () => {
    const sentence = 'Names in launches are not accepted in this';
    expect((await cora.get(ofCourse)).text).not.toContain(sentence);
    await change(world, 'UPDATE domains SET trust_usernames = 0');
    const ofHers = await cora.get(ofCourse);
    expect(ofHers.text).toContain(`${sentence} course`);
    expect(ofHers.text).not.toContain('Look at the settings');
    expect((await dora.get(ofCourse)).text).toContain(
      '<a href="/adm/msu/phy101/settings">Look at the settings',
    );
    await change(world, 'UPDATE courses SET trust_usernames = 1');
    expect((await cora.get(ofCourse)).text).not.toContain(sentence);
    await change(world, 'UPDATE domains SET trust_usernames = 1');
  });

  test('warn of a protector that believes nobody', async () => {
    await change(world, 'UPDATE protectors SET enabled = 0, secret = NULL WHERE course_id = 0');
    const { text } = await dora.get(ofDomain);
    expect(text).toContain('has no secret');
    expect(text).toContain('is switched off');
  });

  test('take a link as id or address, of their own course only', async () => {
    for (const typed of [
      link.short_id,
      `http://localhost:8080/tiny/msu/${link.short_id}`,
      ` http://localhost:8080/adm/launch/tiny/msu/${link.short_id}`,
    ]) {
      const page = await cora.get(`${ofCourse}?link=${encodeURIComponent(typed)}`);
      expect([typed, page.status]).toEqual([typed, 200]);
    }
    const fails = [foreign.short_id, 'nosuch', '<b>', 'https://x.example/tiny/osu/abc234'];
    for (const typed of fails) {
      const page = await cora.get(`${ofCourse}?link=${encodeURIComponent(typed)}`);
      expect([typed, page.status]).toEqual([typed, 404]);
      expect(page.text).toContain('There is no such short URL here');
    }
    // The same for a link of another course as for one that is not there.
    const sheets = await Promise.all(
      [foreign.short_id, 'nosuch'].map(async (typed) => (await cora.get(`${ofCourse}?link=${typed}`)).text),
    );
    const plain = sheets.map((text) =>
      text.replaceAll(foreign.short_id, 'nosuch').replace(/nonce="[^"]*"|name="csrf" value="[^"]*"/g, ''),
    );
    expect(plain[0]).toBe(plain[1]);
    expect((await dora.get(`${ofDomain}?link=${foreign.short_id}`)).status).toBe(200);
  });

  test('are not there for protectors that are not, and for coordinators of others', async () => {
    for (const number of ['2', '0', '01', '1e3', '99999999999', '-1', 'x'])
      expect([number, (await cora.get(`/adm/msu/phy101/protectors/${number}/setup`)).status]).toEqual([
        number,
        404,
      ]);
    expect((await cora.get(ofDomain)).status).toBe(404);
    expect((await cora.get(`${ofDomain}/config.xml`)).status).toBe(404);
    expect((await cora.get(`${ofCourse}/config.xml?link=${foreign.short_id}`)).status).toBe(404);
  });

  test('come as a file that is valid against the schemas, with title, launch URL and Canvas’ extensions', async () => {
    const file = await cora.get(`${ofCourse}/config.xml?link=${link.short_id}`);
    expect([file.status, file.headers['content-type']]).toEqual([200, 'application/xml']);
    expect(file.headers['content-disposition']).toBe('attachment; filename="tinygate-phy101-1.xml"');
    expect(await faultsOf(file.text)).toEqual([]);
    expect(file.text).toContain('<blti:title>Wellen &amp; &lt;Klänge&gt; 🌊</blti:title>');
    expect(file.text).toContain('<lticm:property name="login">$User.username</lticm:property>');
    expect(file.text).toContain('<lticm:options name="course_navigation">');
    expect(file.text).toContain('platform="canvas.instructure.com"');
    const whole = await cora.get(`${ofCourse}/config.xml`);
    expect(await faultsOf(whole.text)).toEqual([]);
    // As published, there are no options: Canvas alone has them.
    for (const { text } of [file, whole]) {
      expect((await faultsOf(text, false)).length).toBeGreaterThan(0);
      const published = text.replace(/<lticm:options[\s\S]*<\/lticm:options>/, '');
      expect(await faultsOf(published, false)).toEqual([]);
    }
    expect(whole.text).toContain('Quiz &lt;Moodle&gt; &amp; &quot;edX&quot; 🎓 شبكة');
    for (const { text } of [file, whole])
      expect(text).not.toMatch(/a secret of the tests|quiz tool\/2\+|A256GCM/);
  });

  test('keep the file valid for any name, also one with signs that XML cannot hold', async () => {
    const names = [
      ']]>',
      '<!--',
      '&amp;',
      'a\uFFFEb\uFFFF',
      '"\'',
      '\u{10FFFF}',
      '𝕊 \u2028 x',
      ' '.repeat(3),
    ];
    for (const name of names) {
      await change(world, 'UPDATE protectors SET name = ? WHERE course_id <> 0', [name]);
      const { text } = await cora.get(`${ofCourse}/config.xml`);
      expect([name, await faultsOf(text)]).toEqual([name, []]);
    }
  });

  test('leave out a parameter whose name XML does not take as one', async () => {
    const rule = { parameter: 'custom_2nd login', transform: { kind: 'none' }, otherwise: 'login' };
    const before = await rowsOf<{ use_identity: string }>(
      world,
      'SELECT use_identity FROM protectors WHERE course_id <> 0',
    );
    const text = 'UPDATE protectors SET use_identity = ? WHERE course_id <> 0';
    await change(world, text, [JSON.stringify(rule)]);
    const file = await cora.get(`${ofCourse}/config.xml`);
    expect([file.status, await faultsOf(file.text)]).toEqual([200, []]);
    await change(world, text, [before[0]?.use_identity ?? '']);
  });

  test('use https where the domain has such an address', async () => {
    await world.make.address({ domain_id: world.domain.id, host: 'links.msu.example' });
    const { text } = await cora.get(`${ofCourse}/config.xml?link=${link.short_id}`);
    expect(text).toContain(
      `<blti:secure_launch_url>https://links.msu.example/adm/launch/tiny/msu/${link.short_id}<`,
    );
    expect(await faultsOf(text)).toEqual([]);
  });

  test('leave the public file without a title, alike for every well-formed id, and valid (R10)', async () => {
    const nobody = world.browser();
    const files = await Promise.all(
      [link.short_id, 'nosuch', foreign.short_id].map(async (id) => {
        const { status, text } = await nobody.get(`/lti11/config.xml?tiny=msu/${id}`);
        expect([status, await faultsOf(text)]).toEqual([200, []]);
        return text.replaceAll(id, 'ID');
      }),
    );
    expect(new Set(files).size).toBe(1);
    expect(files[0]).toContain('<blti:title>Tinygate</blti:title>');
    const generic = await nobody.get('/lti11/config.xml');
    expect([generic.status, await faultsOf(generic.text)]).toEqual([200, []]);
    expect((await nobody.get('/lti11/config.xml?tiny=msu')).status).toBe(400);
  });
});

describe('the schemas', () => {
  test('refuse what the specification does', async () => {
    const good = readFileSync('views/lti11/config.ejs', 'utf8').split('\n').slice(0, 2).join('\n');
    const vendor = '<blti:vendor><lticp:code>x</lticp:code><lticp:name>X</lticp:name></blti:vendor>';
    const url = '<blti:launch_url>http://x.example/</blti:launch_url>';
    const whole = (inner: string) => `${good}${inner}</cartridge_basiclti_link>`;
    expect(await faultsOf(whole(`<blti:title>T</blti:title>${url}${vendor}`))).toEqual([]);
    for (const inner of [
      `${url}${vendor}`,
      `<blti:title>T</blti:title>${vendor}`,
      `<blti:title>T</blti:title>${url}`,
      `<blti:title>T</blti:title>${url}<blti:custom/>${vendor}`,
      `<blti:title>T</blti:title><blti:launch_url>javascript:1</blti:launch_url>${vendor}`,
      `<blti:title>T</blti:title><blti:custom><lticm:property name="2x">v</lticm:property></blti:custom>${url}${vendor}`,
    ])
      expect([inner, (await faultsOf(whole(inner))).length > 0]).toEqual([inner, true]);
  });
});

describe('username parameters by LMS', () => {
  test('call what teachers can set by its name in every LMS (R3)', () => {
    for (const lms of lmsKinds) {
      expect([lms, judgeParameter(lms, 'custom_anything')]).toEqual([lms, 'editable']);
      expect([lms, judgeParameter(lms, 'user_id')]).toEqual([lms, 'opaque']);
      expect(['opaque', 'not-sent', 'editable']).not.toContain(judgeParameter(lms, usualParameter[lms]));
    }
    expect(judgeParameter('canvas', 'ext_user_username')).toBe('not-sent');
    expect(judgeParameter('other', 'ext_user_username')).toBe('unknown');
    expect(judgeParameter('sakai', 'constructor')).toBe('unknown');
  });
});
