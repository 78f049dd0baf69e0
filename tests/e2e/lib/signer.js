// SPDX-License-Identifier: Apache-2.0

/** A command for `bourse --signer`: signs the bytes whose hex is on stdin by the account that it is given. */

import { readFileSync } from 'node:fs';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { account } from './accounts.js';

const [, , name = 'alice'] = process.argv;
process.stdout.write(u8aToHex(account(name).sign(hexToU8a(readFileSync(0, 'utf8')))));
