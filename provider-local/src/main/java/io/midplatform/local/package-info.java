/** The embedded default provider: everything in this process, without a network. */
package io.midplatform.local;
