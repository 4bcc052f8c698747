/** Caches and counters: the contract that applications use. */
package io.midplatform.cache;
