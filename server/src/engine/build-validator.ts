// Run when Vireon is built: writes the validator of rule files beside what will use it.

import { writeFileSync } from 'node:fs';
import { asModule, schemaText } from './validator.js';

const { file, code } = asModule(schemaText);
writeFileSync(file, code);
