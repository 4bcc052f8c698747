/** What a source of configuration implements. */
package io.midplatform.config.spi;
