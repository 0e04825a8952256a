'use strict';
(() => {
  const PAGE = 50;
  const PRINTED = 500;
  const SEVERITIES = ['critical', 'high', 'medium', 'low', 'info'];
  const STATUSES = ['new', 'unknown', 'unchanged', 'fixed'];
  const at = id => document.getElementById(id);

  const data = JSON.parse(at('data').textContent);
  const all = [];
  for (const [path, findings] of data.files) {
    for (const [rule, severity, status, line, column, message] of findings) {
      all.push({path, rule, severity, status, line, column, message});
    }
  }
  const order = (list, word) => list.indexOf(word);
  all.sort((a, b) => order(SEVERITIES, a.severity) - order(SEVERITIES, b.severity)
    || order(STATUSES, a.status) - order(STATUSES, b.status)
    || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));

  let shown = all;
  let page = 0;

  function options(select, values) {
    for (const value of values) {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = value;
      select.append(option);
    }
  }

  function cell(row, name, ...content) {
    const td = row.insertCell();
    td.className = name;
    td.append(...content);
  }

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // A long path breaks behind a slash.
  function place(finding) {
    const made = element('span', 'path', '');
    for (const part of finding.path.split(/(?<=\/)/)) {
      made.append(part, part.endsWith('/') ? document.createElement('wbr') : '');
    }
    made.append(element('span', 'line', ':' + finding.line));
    return made;
  }

  function rows(from, to) {
    const body = document.createElement('tbody');
    for (const finding of shown.slice(from, to)) {
      const row = body.insertRow();
      cell(row, '', element('span', 'badge ' + finding.severity, finding.severity));
      if (data.compared) {
        cell(row, '', element('span', 'badge ' + (finding.status === 'unchanged' ? 'plain' : finding.status), finding.status));
      }
      cell(row, 'wide', element('div', '', finding.message), element('span', 'path soft', finding.rule));
      cell(row, 'wide', place(finding));
    }
    at('rows').replaceWith(body);
    body.id = 'rows';
  }

  function show() {
    const pages = Math.max(1, Math.ceil(shown.length / PAGE));
    page = Math.min(page, pages - 1);
    rows(page * PAGE, page * PAGE + PAGE);
    const number = count => count.toLocaleString('en');
    at('count').textContent = shown.length === 0
      ? 'No findings'
      : `${number(page * PAGE + 1)} to ${number(Math.min(shown.length, page * PAGE + PAGE))} of ${number(shown.length)}`;
    at('back').disabled = page === 0;
    at('on').disabled = page >= pages - 1;
  }

  function filter() {
    const severity = at('severity').value;
    const status = at('status') ? at('status').value : '';
    const rule = at('rule').value;
    const words = at('words').value.toLowerCase();
    shown = all.filter(finding => (!severity || finding.severity === severity)
      && (!status || finding.status === status)
      && (!rule || finding.rule === rule)
      && (!words || finding.path.toLowerCase().includes(words) || finding.message.toLowerCase().includes(words)));
    page = 0;
    show();
  }

  const has = (list, key) => list.filter(word => all.some(finding => finding[key] === word));
  options(at('severity'), has(SEVERITIES, 'severity'));
  if (at('status')) {
    options(at('status'), has(STATUSES, 'status'));
  }
  options(at('rule'), [...new Set(all.map(finding => finding.rule))].sort());
  for (const id of ['severity', 'status', 'rule', 'words']) {
    at(id)?.addEventListener('input', filter);
  }
  at('back').addEventListener('click', () => { page--; show(); });
  at('on').addEventListener('click', () => { page++; show(); });
  addEventListener('beforeprint', () => rows(0, PRINTED));
  addEventListener('afterprint', show);
  if (data.left_out > 0) {
    at('left-out').textContent = `${data.left_out.toLocaleString('en')} more were left out of this page: the worst are here, the JSON report has all.`;
    at('left-out').hidden = false;
  }
  at('list').hidden = false;
  show();
})();
