/** Caches and counters on Redis and Valkey, through Lettuce. */
package io.midplatform.redis;
