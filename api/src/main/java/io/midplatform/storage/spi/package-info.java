/** What a storage provider implements: {@link io.midplatform.storage.spi.StorageProvider} opens, {@link io.midplatform.storage.spi.BucketDriver} works. */
package io.midplatform.storage.spi;
