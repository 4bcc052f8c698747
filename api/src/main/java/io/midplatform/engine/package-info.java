/** Loading: finds providers, reads settings, wires and closes resources. */
package io.midplatform.engine;
