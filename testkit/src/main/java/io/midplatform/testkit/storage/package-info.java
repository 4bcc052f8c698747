/** The contract of {@link io.midplatform.storage.Bucket}, topic by topic. */
package io.midplatform.testkit.storage;
