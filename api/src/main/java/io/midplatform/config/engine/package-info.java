/** The one implementation of configuration: layers, snapshots, live values, listeners. */
package io.midplatform.config.engine;
