// SPDX-License-Identifier: Apache-2.0

/** rxjs, as this library uses it: two copies of it would not understand each other's observables. */

export * from 'rxjs';
