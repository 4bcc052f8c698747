/** The memory mode of the local provider. */
package io.midplatform.local.memory;
