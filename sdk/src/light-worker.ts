// SPDX-License-Identifier: Apache-2.0

/** The worker of {@link connectLight}. */

import '@polkadot-api/smoldot/worker';
