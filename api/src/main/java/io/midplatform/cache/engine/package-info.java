/** The one implementation of caches and counters: what is the same on every provider. */
package io.midplatform.cache.engine;
