"use strict";

const state = document.getElementById("state");
const list = document.getElementById("operations");
const methods = ["get", "post", "put", "patch", "delete"];

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

const resolve = (api, node) => {
  for (let hops = 0; node && node.$ref && hops < 10; hops++)
    node = node.$ref.split("/").slice(1).reduce((at, key) => at?.[key.replaceAll("~1", "/").replaceAll("~0", "~")], api);
  return node;
};

const sample = (api, schema, depth = 0) => {
  schema = resolve(api, schema);
  if (!schema || depth > 6) return null;
  if (schema.example !== undefined) return schema.example;
  if (schema.examples?.length) return schema.examples[0];
  if (schema.enum) return schema.enum[0];
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(part => sample(api, part, depth + 1)));
  const either = schema.oneOf ?? schema.anyOf;
  if (either) return sample(api, either[0], depth + 1);
  const type = Array.isArray(schema.type) ? schema.type.find(name => name !== "null") : schema.type;
  if (type === "object" || schema.properties)
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, part]) => [name, sample(api, part, depth + 1)]));
  if (type === "array") return [sample(api, schema.items, depth + 1)];
  return { integer: 1, number: 1, boolean: true }[type] ?? (schema.format === "uuid" ? "00000000-0000-0000-0000-000000000000" : "");
};

const bodySample = (api, operation) => {
  const body = resolve(api, operation.requestBody)?.content?.["application/json"];
  if (!body) return undefined;
  const named = body.examples && resolve(api, Object.values(body.examples)[0])?.value;
  return JSON.stringify(body.example ?? named ?? sample(api, body.schema), null, 2);
};

const send = async (method, path, fields, body, answer) => {
  const query = new URLSearchParams();
  const headers = {};
  for (const { parameter, input } of fields) {
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    else if (input.value && parameter.in === "query") query.append(parameter.name, input.value);
    else if (input.value && parameter.in === "header") headers[parameter.name] = input.value;
  }
  const token = document.getElementById("token").value.trim();
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  answer.textContent = "…";
  answer.classList.remove("bad");
  try {
    const started = performance.now();
    const response = await fetch(path + (query.size ? `?${query}` : ""), { method: method.toUpperCase(), headers, body: body?.value });
    let text = await response.text();
    try { text = JSON.stringify(JSON.parse(text), null, 2); } catch { /* not JSON: shown as it came */ }
    const head = [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n");
    answer.textContent = `${response.status} ${response.statusText}  (${Math.round(performance.now() - started)} ms)\n${head}\n\n${text}`;
    answer.classList.toggle("bad", !response.ok);
  } catch (failure) {
    answer.textContent = String(failure);
    answer.classList.add("bad");
  }
};

const show = (api, path, method, operation, shared) => {
  const parameters = [...shared, ...operation.parameters ?? []].map(parameter => resolve(api, parameter));
  const fields = parameters.map(parameter => ({
    parameter,
    input: make("input", { placeholder: parameter.description ?? "", required: parameter.in === "path", autocomplete: "off" }),
  }));
  const proposed = bodySample(api, operation);
  const body = proposed === undefined ? null : make("textarea", { value: proposed, spellcheck: false });
  const answer = make("pre", { tabIndex: 0, ariaLabel: "Answer", hidden: true });
  const form = make("form", { onsubmit: event => {
    event.preventDefault();
    answer.hidden = false;
    send(method, path, fields, body, answer);
  } });
  if (operation.description) form.append(make("div", { textContent: operation.description }));
  for (const { parameter, input } of fields)
    form.append(make("label", {}, `${parameter.name} (${parameter.in}${parameter.required ? ", required" : ""})`, input));
  if (body) form.append(make("label", {}, "Body", body));
  form.append(make("button", { type: "submit", textContent: "Send" }), answer);

  return make("details", {},
    make("summary", {},
      make("span", { className: "method", textContent: method.toUpperCase() }),
      make("span", { className: "path", textContent: path }),
      make("span", { className: "about", textContent: operation.summary ?? "" })),
    form);
};

const start = async () => {
  const response = await fetch("/openapi/v1.json");
  if (!response.ok) throw new Error(`the description answered ${response.status}`);
  const api = await response.json();
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths ?? {}))
    for (const method of methods.filter(name => item[name])) {
      const tag = item[method].tags?.[0] ?? "other";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push(show(api, path, method, item[method], item.parameters ?? []));
    }
  for (const [tag, operations] of groups)
    list.append(make("section", {}, make("h2", { textContent: tag }), ...operations));
  const away = api["x-unavailable"] ?? [];
  const count = list.querySelectorAll("details").length;
  state.textContent = `${count} operations.` + (away.length ? ` Not answering right now: ${away.join(", ")}.` : "");
};

document.getElementById("find").addEventListener("input", event => {
  const words = event.target.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const operation of list.querySelectorAll("details")) {
    const text = operation.querySelector("summary").textContent.toLowerCase();
    operation.hidden = !words.every(word => text.includes(word));
  }
  for (const section of list.querySelectorAll("section"))
    section.hidden = [...section.querySelectorAll("details")].every(operation => operation.hidden);
});

start().catch(failure => {
  state.textContent = `The description could not be loaded: ${failure.message}.`;
  state.classList.add("bad");
});
