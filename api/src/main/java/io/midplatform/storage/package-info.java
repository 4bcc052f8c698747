/** Object storage: the contract that applications use. Start at {@link io.midplatform.storage.Bucket}. */
package io.midplatform.storage;
