import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { item, manifestOf, resource, zipOf } from '../archives.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { handZip } from '../zips.ts';
import { type Importer, importer } from './importer.ts';
import { hashOf, signedIn } from './visitors.ts';

/** As file systems of Macs write letters with marks. */
const nfd = (text: string) => text.normalize('NFD');

const webLink = (url: string) =>
  `<wl:webLink xmlns:wl="http://www.imsglobal.org/xsd/imsccv1p2/imswl_v1p2"><wl:title>x</wl:title><wl:url href="${url}"/></wl:webLink>`;
const ltiLink = (url: string) =>
  `<cartridge_basiclti_link xmlns:blti="b"><blti:secure_launch_url>${url}</blti:secure_launch_url></cartridge_basiclti_link>`;
const inline = (id: string, type: string, inside: string) =>
  `<resource identifier="${id}" type="${type}">${inside}</resource>`;

describe.each(engines)('archives as other programs make them, on %s', (engine) => {
  let world: World;
  let by: Importer;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const coordinator = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: coordinator.id, role: 'coordinator' });
    by = importer(world, await signedIn(world, 'cora'));
  });
  afterAll(() => world.close());

  test('a zip of Windows: backslashes part folders, names in the letters of old systems', async () => {
    const into = await by.folder('windows');
    const archive = handZip([
      { name: 'Woche 1\\' },
      { name: 'Woche 1\\Lies mich.md', content: '# Lies\n\n[x](..\\Bilder\\plan.txt) [y](<Ubung 2.md>)' },
      // Code page 437, as old programs write without saying so.
      {
        name: Buffer.from('Woche 1\\\x9abung 2.md', 'latin1'),
        flags: 0,
        content: '[up](Lies%20mich.md)',
      },
      { name: 'Bilder\\plan.txt', content: 'plan' },
      { name: 'Bilder\\Thumbs.db', content: 'x' },
      { name: '..\\evil.md', content: 'x' },
      { name: 'C:\\evil.md', content: 'x' },
    ]);
    const { address, page } = await by.look(archive, into);
    expect(await by.report(address)).toEqual([
      'Bilder | made | ',
      'Bilder/plan.txt | made | ',
      'Bilder/Thumbs.db | left-out | system-file',
      'Woche 1 | made | ',
      'Woche 1/Lies mich.md | made | dead-links',
      'Woche 1/Übung 2.md | made | ',
      '..\\evil.md | left-out | parent',
      'C:\\evil.md | left-out | absolute',
    ]);
    await by.confirm(address, page);
    expect(await by.bodyOf('lies-mich')).toBe('[x](item:plan) [y](<Ubung 2.md>)');
    expect(await by.bodyOf('ubung-2')).toBe('[up](item:lies-mich)');
  });

  test('a zip of a Mac: letters put together, and what the system adds stays out and is told', async () => {
    const into = await by.folder('mac');
    const archive = handZip([
      {
        name: nfd('Übungen/Größe.md'),
        content: `![ä](${nfd('Bilder/ä%20ö.png')}) [r][ref]\n\n[ref]: ${nfd('Lösung.md')} "t"\n`,
      },
      { name: nfd('Übungen/Lösung.md'), content: `[back](${encodeURIComponent('Größe')}.md)` },
      { name: nfd('Übungen/Bilder/ä ö.png'), content: 'png' },
      { name: nfd('Übungen/.DS_Store'), content: 'x' },
      { name: nfd('__MACOSX/Übungen/._Größe.md'), content: 'x' },
      { name: '__MACOSX/._x', content: 'x' },
    ]);
    const { address, page } = await by.look(archive, into);
    expect(await by.report(address)).toEqual([
      '__MACOSX | left-out | system-file',
      'Übungen | made | ',
      'Übungen/.DS_Store | left-out | system-file',
      'Übungen/Bilder | made | ',
      'Übungen/Bilder/ä ö.png | made | ',
      'Übungen/Größe.md | made | ',
      'Übungen/Lösung.md | made | ',
    ]);
    await by.confirm(address, page);
    expect(await by.bodyOf('gro-e')).toBe('![ä](item:a-o) [r][ref]\n\n[ref]: item:losung "t"\n');
    expect(await by.bodyOf('losung')).toBe('[back](item:gro-e)');
    const again = await by.report((await by.look(archive, into)).address);
    expect(again.filter((line) => !line.includes('| left-out |') && !line.includes('| same |'))).toEqual([]);
  });

  test('names that differ in case alone, and names longer than titles', async () => {
    const into = await by.folder('names');
    const long = `${'ü'.repeat(230)}.pdf`;
    const page = `${'p'.repeat(240)}.md`;
    const archive = handZip([
      { name: 'Notes.md', content: 'one' },
      { name: 'notes.md', content: 'two' },
      { name: long, content: 'pdf' },
      { name: page, content: 'no heading' },
      { name: `${'t'.repeat(240)}.md`, content: '# Short after all' },
      { name: `${'n'.repeat(240)}.md`, content: Buffer.from([0xe4, 0x20]) },
      { name: `${'x'.repeat(256)}.md`, content: 'x' },
    ]);
    const looked = await by.look(archive, into);
    expect(await by.report(looked.address)).toEqual([
      `${'n'.repeat(240)}.md | made | not-utf8`,
      'Notes.md | made | ',
      `${page} | made | short-title`,
      `${'t'.repeat(240)}.md | made | `,
      `${long} | made | short-title`,
      'notes.md | left-out | repeated',
      `${'x'.repeat(200)} | left-out | long-name`,
    ]);
    await by.confirm(looked.address, looked.page);
    const items = (await by.tree(into)) as string[];
    expect(items.map((one) => one.replace(/^(\w+) [^:]*: /, '$1 '))).toEqual([
      `file ${'n'.repeat(200)}`,
      'page Notes',
      `page ${'p'.repeat(200)}`,
      'page Short after all',
      `file ${'ü'.repeat(200)}`,
    ]);
    const names = await world.database.door.read((sql) =>
      sql.rows<{ file_name: string }>("SELECT file_name FROM items WHERE file_name LIKE '%.pdf'"),
    );
    expect(names.map(({ file_name: name }) => name)).toEqual([`${'ü'.repeat(196)}.pdf`]);
  });

  test('a cartridge whose parts have bases, in an order of its own', async () => {
    const into = await by.folder('bases');
    const manifest = manifestOf({
      items:
        item('i3', 'Zebra', '', 'r3') +
        item('i1', 'Middle', item('i5', 'Z in', '', 'r5') + item('i4', 'A in', '', 'r4')) +
        item('i2', 'Aardvark', '', 'r2') +
        item('i6', 'Out', '', 'r6'),
      resources:
        '<resource identifier="r2" type="webcontent" xml:base="two/" href="a.txt"><file href="a.txt"/></resource>' +
        '<resource identifier="r3" type="webcontent" href="../b%20c.txt"><file href="../b%20c.txt"/></resource>' +
        '<resource identifier="r4" type="webcontent" xml:base="../../" href="top.txt"><file href="top.txt"/></resource>' +
        '<resource identifier="r5" type="webcontent" href="three\\Gr%c3%b6%C3%9fe%2Etxt"/>' +
        '<resource identifier="r6" type="webcontent" xml:base="https://example.org/" href="a.txt"/>',
    })
      .replace('<manifest ', '<manifest xml:base="content/" ')
      .replace('<resources>', '<resources xml:base="./one/">');
    const archive = handZip([
      { name: 'imsmanifest.xml', content: manifest },
      { name: 'content/one/two/a.txt', content: 'a' },
      { name: 'content/b c.txt', content: 'b' },
      { name: 'top.txt', content: 't' },
      { name: nfd('content/one/THREE/Größe.txt'), content: 'g' },
    ]);
    const { address, page } = await by.look(archive, into);
    expect(await by.report(address)).toEqual([
      'content/b c.txt | made | ',
      'Middle | made | ',
      'content/one/THREE/Größe.txt | made | ',
      'top.txt | made | ',
      'content/one/two/a.txt | made | ',
      'Out | left-out | bad-href',
    ]);
    await by.confirm(address, page);
    expect(await by.tree(into)).toEqual([
      'file zebra: Zebra',
      ['middle', ['file z-in: Z in', 'file a-in: A in']],
      'file aardvark: Aardvark',
    ]);
  });

  test('names that nobody encoded are found, too', async () => {
    const into = await by.folder('literal');
    const manifest = manifestOf({
      items:
        item('i1', 'Hash', '', 'r1') +
        item('i2', 'Percent', '', 'r2') +
        item('i3', 'Half', '', 'r3') +
        item('i4', 'Why', '', 'r4'),
      resources:
        resource('r1', 'webcontent', 'c# notes.txt') +
        resource('r2', 'webcontent', 'a%20b.txt') +
        resource('r3', 'webcontent', '50% off.txt') +
        resource('r4', 'webcontent', 'why?.txt'),
    });
    const archive = await zipOf({
      'imsmanifest.xml': manifest,
      'c# notes.txt': '1',
      'a%20b.txt': '2',
      '50% off.txt': '3',
      'why?.txt': '4',
    });
    const { address } = await by.look(archive, into);
    expect(await by.report(address)).toEqual([
      'c# notes.txt | made | ',
      'a%20b.txt | made | ',
      '50% off.txt | made | ',
      'why?.txt | made | ',
    ]);
  });

  test('a cartridge in a folder of a Mac keeps its tree; what the system added is told once', async () => {
    const archive = await zipOf({
      '__MACOSX/course/._imsmanifest.xml': 'x',
      '__MACOSX/course/._a.txt': 'x',
      '.DS_Store': 'x',
      'course/.DS_Store': 'x',
      'course/imsmanifest.xml': manifestOf({
        items: item('i1', 'A', '', 'r1'),
        resources: resource('r1', 'webcontent', 'a.txt'),
      }),
      'course/a.txt': 'a',
      'course/other.txt': 'b',
    });
    const { address, page } = await by.look(archive);
    expect(page.text).toContain('IMS Common Cartridge');
    expect(await by.report(address)).toEqual([
      'a.txt | made | ',
      'other.txt | left-out | not-listed',
      '__MACOSX | left-out | system-file',
      '.DS_Store | left-out | system-file',
    ]);
  });

  test.each(['1.2.0', '1.3.0'])(
    'a thin cartridge %s, packed or not, holds its links itself',
    async (version) => {
      const into = await by.folder(`thin${version[2]}`);
      const minor = version[2] === '2' ? '2' : '3';
      const manifest = manifestOf({
        schema: 'IMS Thin Common Cartridge',
        version,
        items:
          item('i1', 'Week', item('i2', 'Waves &amp; sound', '', 'r1') + item('i3', 'Bad', '', 'r2')) +
          item('i4', 'Simulation', '', 'r3') +
          item('i5', 'None', '', 'r4'),
        resources:
          inline('r1', `imswl_xmlv1p${minor}`, webLink('https://example.org/?a=1&amp;b=2')) +
          inline('r2', `imswl_xmlv1p${minor}`, webLink('javascript:alert(1)')) +
          inline('r3', `imsbasiclti_xmlv1p${minor}`, ltiLink('https://tool.example/launch/7?token=secret')) +
          inline('r4', `imswl_xmlv1p${minor}`, ''),
      });
      const alone = await by.look(Buffer.from(`\uFEFF${manifest}`), into);
      const wanted = [
        'Week | made | ',
        'Waves & sound | made | ',
        'Bad | left-out | bad-web-link',
        'Simulation | left-out | lti-link',
        'None | left-out | missing-file',
      ];
      expect(await by.report(alone.address)).toEqual(wanted);
      expect(alone.page.text).toContain('https://tool.example/launch/7');
      expect(alone.page.text).not.toContain('token=secret');
      await by.confirm(alone.address, alone.page);
      const packed = await by.look(await zipOf({ 'imsmanifest.xml': manifest }), into);
      expect(packed.page.text).toContain('the same already');
      expect(await by.report(packed.address)).toEqual(wanted.map((line) => line.replace('made', 'same')));
    },
  );

  test.each([
    ['text that is no manifest', '<html><body>no</body></html>', 'not a zip archive'],
    ['a manifest alone that is cut', '<manifest identifier="x"><metadata>', 'no well-formed XML'],
    [
      'a manifest alone with entities',
      '<!DOCTYPE m [<!ENTITY x "y">]><manifest/>',
      'declares a document type',
    ],
    ['a manifest alone of something else', '<manifest></manifest>', 'It calls itself'],
  ])('%s is refused in plain words', async (_what, text, words) => {
    const { page } = await by.look(Buffer.from(text));
    expect([words, page.text.includes(words)]).toEqual([words, true]);
    expect(page.text).toContain('Nothing was put into the course');
  });

  test('a cartridge of Canvas: links between its pages by any of its words for them', async () => {
    const into = await by.folder('canvas');
    const html = (body: string) =>
      `<html><head><title>t</title><meta name="identifier" content="g1"/></head><body>${body}</body></html>`;
    const archive = await zipOf({
      'imsmanifest.xml': manifestOf({
        items:
          item('m1', 'Module', item('p1', 'Start (1)', '', 'g1') + item('p2', 'Next', '', 'g2')) +
          item('p3', 'Quiz', '', 'g3') +
          item('p4', 'Talk', '', 'g4'),
        resources:
          resource('g1', 'webcontent', 'wiki_content/start-(1).html') +
          resource('g2', 'webcontent', 'wiki_content/next.html') +
          resource('g3', 'imsqti_xmlv1p2/imscc_xmlv1p1/assessment', 'g3/assessment_qti.xml') +
          resource('g4', 'imsdt_xmlv1p1', 'g4.xml') +
          resource('g5', 'webcontent', 'web_resources/Uploaded Media/b c.pdf') +
          resource(
            'g6',
            'associatedcontent/imscc_xmlv1p1/learning-application-resource',
            'g6/assignment.html',
          ),
      }),
      'wiki_content/start-(1).html': html(
        [
          '<p><a href="$WIKI_REFERENCE$/pages/next?titleize=0">slug</a></p>',
          '<p><a href="%24WIKI_REFERENCE%24/pages/g2#part">identifier</a></p>',
          '<p><a href="$CANVAS_OBJECT_REFERENCE$/pages/next">object</a></p>',
          '<p><a href="$CANVAS_OBJECT_REFERENCE$/modules/items/p2">item</a></p>',
          '<p><a href="$CANVAS_COURSE_REFERENCE$/file_ref/g5/download?wrap=1">file</a></p>',
          '<p><a href="$IMS-CC-FILEBASE$/Uploaded%20Media/b%20c.pdf?canvas_download=1">path</a></p>',
          '<p><a href="$CANVAS_OBJECT_REFERENCE$/quizzes/g3">quiz</a></p>',
          '<p><a href="$CANVAS_COURSE_REFERENCE$/grades">grades</a></p>',
          '<p onclick="alert(1)"><a href="javascript:alert(1)">bad</a><img src="x" onerror="alert(1)" alt="a"></p>',
        ].join(''),
      ),
      'wiki_content/next.html': html('<p><a href="$WIKI_REFERENCE$/pages/g1">back</a></p>'),
      'g3/assessment_qti.xml': '<x/>',
      'g4.xml': '<x/>',
      'web_resources/Uploaded Media/b c.pdf': '%PDF',
      'g6/assignment.html': '<p>x</p>',
    });
    const { address, page } = await by.look(archive, into);
    expect(await by.report(address)).toEqual([
      'Module | made | ',
      'wiki_content/start-(1).html | made | dead-links',
      'wiki_content/next.html | made | ',
      'Quiz | left-out | assessment',
      'Talk | left-out | discussion',
      'g6/assignment.html | left-out | assignment',
      'web_resources | made | needed',
      'Uploaded Media | made | needed',
      'web_resources/Uploaded Media/b c.pdf | made | needed',
    ]);
    expect(page.text).toContain('3 links lead to nothing');
    await by.confirm(address, page);
    const body = (await by.bodyOf('start-1')) ?? '';
    expect(body.split('\n\n').map((line) => line.trim())).toEqual([
      '[slug](item:next)',
      '[identifier](item:next)',
      '[object](item:next)',
      '[item](item:next)',
      '[file](item:b-c)',
      '[path](item:b-c)',
      '[quiz](<$CANVAS_OBJECT_REFERENCE$/quizzes/g3>)',
      '[grades](<$CANVAS_COURSE_REFERENCE$/grades>)',
      'bad![a](<x>)',
    ]);
    expect(await by.bodyOf('next')).toBe('[back](item:start-1)\n');
  });
});
