/** The drivers of local configuration. */
package io.midplatform.local.config;
