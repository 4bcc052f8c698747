/** What a provider of caches implements: {@link io.midplatform.cache.spi.CacheProvider} opens, {@link io.midplatform.cache.spi.CacheDriver} works. */
package io.midplatform.cache.spi;
