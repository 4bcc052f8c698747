/** The one implementation of the storage contract: everything that is the same on every provider. */
package io.midplatform.storage.engine;
